namespace Ses.Sending.Internal.Steps;

/// <summary>Checks subject, bodies, attachments and their sizes.</summary>
internal sealed class ValidateContent(SesOptions options) : ISendStep
{
    public ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        SubjectRules.Check(request.Subject, options.Sending, context.Refuse);
        if (request.Template is null && request.Html is null && request.Text is null)
            context.Refuse("Html", SesErrorCode.Required, "a message needs a Template, Html or Text");
        if (request.Template is not null && (request.Html is not null || request.Text is not null))
            context.Refuse("Html", SesErrorCode.Invalid, "a message has either a Template or own Html and Text, not both");
        if (request.Template is null && request.Data is not null)
            context.Refuse("Data", SesErrorCode.Invalid, "variables are for a Template; own Html and Text are sent as they are");
        if (request.IdempotencyKey is { Length: 0 or > 256 })
            context.Refuse("IdempotencyKey", SesErrorCode.Invalid, "a key has 1 to 256 characters");
        CheckAttachments(context);
        return ValueTask.CompletedTask;
    }

    private void CheckAttachments(SendContext context)
    {
        var attachments = context.Request.Attachments;
        if (attachments.Count > options.Sending.MaxAttachments)
        {
            context.Refuse(
                "Attachments", SesErrorCode.LimitExceeded,
                $"{attachments.Count} attachments are more than {options.Sending.MaxAttachments}; to lift it: ses.Configure(o => o.Sending.MaxAttachments = {attachments.Count})");
        }

        for (var i = 0; i < attachments.Count; i++)
        {
            var attachment = attachments[i];
            if (attachment.FileName is not { Length: > 0 and <= 255 } name || name.Any(char.IsControl) || name.AsSpan().ContainsAny('/', '\\'))
                context.Refuse($"Attachments[{i}].FileName", SesErrorCode.Invalid, "a file name has 1 to 255 characters, no path and no control characters");
            if (attachment.ContentType is { } type && !MimeKit.ContentType.TryParse(type, out _) | type.Any(char.IsControl))
                context.Refuse($"Attachments[{i}].ContentType", SesErrorCode.Invalid, "a media type such as application/pdf is expected");
            if (attachment.ContentId is { } id && (id.Length is 0 or > 255 || id.Any(c => c is <= ' ' or > '~' or '<' or '>')))
                context.Refuse($"Attachments[{i}].ContentId", SesErrorCode.Invalid, "a content id has 1 to 255 printable ASCII characters without spaces and angle brackets");
        }

        var octets = attachments.Sum(attachment => (attachment.Content.Length + 2L) / 3 * 4) + Octets(context.Request.Html) + Octets(context.Request.Text);
        if (octets > options.Sending.MaxMessageOctets)
        {
            context.Refuse(
                "Attachments", SesErrorCode.LimitExceeded,
                $"bodies and attachments come to {octets} octets as they are encoded, more than {options.Sending.MaxMessageOctets}; to lift it: ses.Configure(o => o.Sending.MaxMessageOctets = {octets})");
        }
    }

    private static long Octets(string? text) => text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text);
}
