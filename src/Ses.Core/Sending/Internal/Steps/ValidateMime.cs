using Ses.Composition.Internal.Raw;

namespace Ses.Sending.Internal.Steps;

/// <summary>Reads a whole mail, and sees to it that nothing else says what it says.</summary>
internal sealed class ValidateMime : ISendStep
{
    public ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        if (context.Request.Mime is not { } mime)
            return ValueTask.CompletedTask;
        RefuseOthers(context);
        context.Raw = RawReader.Read(mime, context.From?.Address, why => context.Refuse("Mime", SesErrorCode.Invalid, why));
        return ValueTask.CompletedTask;
    }

    private static void RefuseOthers(SendContext context)
    {
        var request = context.Request;
        Refuse(request.Template is not null, nameof(request.Template));
        Refuse(request.Html is not null, nameof(request.Html));
        Refuse(request.Text is not null, nameof(request.Text));
        Refuse(request.Attachments.Count > 0, nameof(request.Attachments));
        Refuse(request.Calendar is not null, nameof(request.Calendar));
        Refuse(request.ReplyTo.Count > 0, nameof(request.ReplyTo));
        Refuse(request.Headers.Count > 0, nameof(request.Headers));

        void Refuse(bool isThere, string field)
        {
            if (isThere)
                context.Refuse(field, SesErrorCode.Invalid, "a message has either Mime, which is the whole of it, or parts of its own, not both");
        }
    }
}
