using System.Buffers;

namespace Ses.Sending.Internal.Steps;

/// <summary>Checks own header fields: a legal name that is not one of ours, a value on one line.</summary>
internal sealed class ValidateHeaders : ISendStep
{
    // RFC 5322 §2.2: printable ASCII but the colon.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c != ':')]);

    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Return-Path", "Received",
        "DKIM-Signature", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Feedback-ID",
    };

    public ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Request.Headers)
        {
            var field = $"Headers[\"{string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c))}\"]";
            if (name.Length is 0 or > 126 || name.AsSpan().ContainsAnyExcept(NameCharacters))
                context.Refuse(field, SesErrorCode.Invalid, "a field's name has 1 to 126 printable ASCII characters without spaces and colons");
            else if (Ours.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                context.Refuse(field, SesErrorCode.Invalid, $"Ses writes {name} itself; use the request's own properties for what it says");
            if (!seen.Add(name))
                context.Refuse(field, SesErrorCode.Invalid, "the field is there already, in another case");
            if (string.IsNullOrWhiteSpace(value))
                context.Refuse(field, SesErrorCode.Invalid, "a field has a value");
            else if (value.Any(c => char.IsControl(c) && c != '\t'))
                context.Refuse(field, SesErrorCode.Invalid, "a field's value is one line, without line ends and other control characters");
            else if (value.Length > 20_000)
                context.Refuse(field, SesErrorCode.LimitExceeded, "a field's value has 20,000 characters at most");
        }

        return ValueTask.CompletedTask;
    }
}
