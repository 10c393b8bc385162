using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Sending.Internal.Steps;

/// <summary>Reads From, To, Cc, Bcc and Reply-To: every address, their number, none twice.</summary>
internal sealed class ValidateRecipients(SendingOptions options) : ISendStep
{
    public ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        context.From = Read(context, "From", request.From);
        Read(context, "To", request.To, RecipientKind.To, options.MaxTo, nameof(options.MaxTo));
        Read(context, "Cc", request.Cc, RecipientKind.Cc, options.MaxCc, nameof(options.MaxCc));
        Read(context, "Bcc", request.Bcc, RecipientKind.Bcc, options.MaxBcc, nameof(options.MaxBcc));
        if (request.To.Count + request.Cc.Count + request.Bcc.Count == 0)
            context.Refuse("To", SesErrorCode.Required, "at least one recipient is needed, in To, Cc or Bcc");
        for (var i = 0; i < request.ReplyTo.Count; i++)
        {
            if (Read(context, $"ReplyTo[{i}]", request.ReplyTo[i]) is { } replyTo)
                context.ReplyTo.Add(replyTo);
        }

        return ValueTask.CompletedTask;
    }

    private static void Read(SendContext context, string field, IReadOnlyList<string> texts, RecipientKind kind, int max, string option)
    {
        if (texts.Count > max)
            context.Refuse(field, SesErrorCode.LimitExceeded, $"{texts.Count} recipients are more than {max}; to lift it: ses.Configure(o => o.Sending.{option} = {texts.Count})");
        for (var i = 0; i < texts.Count; i++)
        {
            if (Read(context, $"{field}[{i}]", texts[i]) is not { } mailbox)
                continue;
            if (context.Recipients.Exists(other => other.Mailbox.Address.Equals(mailbox.Address)))
                context.Refuse($"{field}[{i}]", SesErrorCode.Invalid, $"{mailbox.Address} is a recipient already: name each address once in To, Cc and Bcc together");
            else
                context.Recipients.Add(new(mailbox, kind));
        }
    }

    private static Mailbox? Read(SendContext context, string field, string text)
    {
        if (Mailbox.TryParse(text, out var mailbox, out var why))
            return mailbox;
        context.Refuse(field, SesErrorCode.Invalid, $"'{Shown(text)}' is not an address: {why}");
        return null;
    }

    // What is quoted in a message must not break its lines.
    private static string Shown(string? text) =>
        text is null ? "" : string.Concat((text.Length > 100 ? text[..100] + "…" : text).Select(c => char.IsControl(c) ? '?' : c));
}
