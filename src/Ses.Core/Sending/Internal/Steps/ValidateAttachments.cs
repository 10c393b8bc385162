using MimeKit;

namespace Ses.Sending.Internal.Steps;

/// <summary>Checks files: their number, names and types.</summary>
internal sealed class ValidateAttachments(SendingOptions options) : ISendStep
{
    public ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var attachments = context.Request.Attachments;
        if (attachments.Count > options.MaxAttachments)
        {
            context.Refuse(
                "Attachments", SesErrorCode.LimitExceeded,
                $"{attachments.Count} attachments are more than {options.MaxAttachments}; to lift it: ses.Configure(o => o.Sending.MaxAttachments = {attachments.Count})");
        }

        for (var i = 0; i < attachments.Count; i++)
            Check(context, $"Attachments[{i}]", attachments[i]);
        return ValueTask.CompletedTask;
    }

    private void Check(SendContext context, string field, Attachment attachment)
    {
        if (attachment.FileName is not { Length: > 0 and <= 255 } name || name.Any(char.IsControl) || name.AsSpan().ContainsAny('/', '\\') || name is "." or "..")
            context.Refuse($"{field}.FileName", SesErrorCode.Invalid, "a file name has 1 to 255 characters, no path and no control characters");
        else if (options.OnlyGuideAttachments && GuideAttachments.Check(name) is { } why)
            context.Refuse($"{field}.FileName", SesErrorCode.Invalid, $"{why}; to lift it: ses.Configure(o => o.Sending.OnlyGuideAttachments = false)");
        if (attachment.ContentType is { } text)
            CheckType(context, $"{field}.ContentType", text);
        if (attachment.ContentId is { } id && (id.Length is 0 or > 255 || id.Any(c => c is <= ' ' or > '~' or '<' or '>')))
            context.Refuse($"{field}.ContentId", SesErrorCode.Invalid, "a content id has 1 to 255 printable ASCII characters without spaces and angle brackets");
    }

    private static void CheckType(SendContext context, string field, string text)
    {
        if (!ContentType.TryParse(text, out var type) || text.Any(char.IsControl))
            context.Refuse(field, SesErrorCode.Invalid, "a media type such as application/pdf is expected");
        else if (type.IsMimeType("multipart", "*") || (type.IsMimeType("message", "*") && !type.IsMimeType("message", "rfc822")))
            context.Refuse(field, SesErrorCode.Invalid, $"{type.MimeType} is a structure, not a file: use application/octet-stream, or send a whole mail by SendRequest.FromMime");
    }
}
