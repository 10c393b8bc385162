namespace Ses.Sending.Internal.Steps;

/// <summary>Checks subject, bodies, attachments and their sizes.</summary>
internal sealed class ValidateContent(SesOptions options) : ISendStep
{
    public ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        SubjectRules.Check(request.Subject, options.Sending, context.Refuse);
        if (request.Template is null && request.Html is null && request.Text is null && request.Mime is null)
            context.Refuse("Html", SesErrorCode.Required, "a message needs a Template, Html, Text or Mime");
        if (request.Template is not null && (request.Html is not null || request.Text is not null))
            context.Refuse("Html", SesErrorCode.Invalid, "a message has either a Template or own Html and Text, not both");
        if (request.Template is null && request.Data is not null)
            context.Refuse("Data", SesErrorCode.Invalid, "variables are for a Template; own Html and Text are sent as they are");
        if (request.IdempotencyKey is { Length: 0 or > 256 })
            context.Refuse("IdempotencyKey", SesErrorCode.Invalid, "a key has 1 to 256 characters");
        CheckSize(context);
        return ValueTask.CompletedTask;
    }

    private void CheckSize(SendContext context)
    {
        var attachments = context.Request.Attachments;
        var octets = attachments.Sum(attachment => (attachment.Content.Length + 2L) / 3 * 4) + Octets(context.Request.Html) + Octets(context.Request.Text) + (context.Request.Mime?.Length ?? 0);
        if (octets > options.Sending.MaxMessageOctets)
        {
            context.Refuse(
                "Attachments", SesErrorCode.LimitExceeded,
                $"bodies and attachments come to {octets} octets as they are encoded, more than {options.Sending.MaxMessageOctets}; to lift it: ses.Configure(o => o.Sending.MaxMessageOctets = {octets})");
        }
    }

    private static long Octets(string? text) => text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text);
}
