using System.Text.Unicode;
using MimeKit;
using Ses.Ledger;

namespace Ses.Composition.Internal.Bodies;

/// <summary>Encodes files, once for all recipients. Names stand by RFC 2231 in Content-Disposition, and in plain ASCII in Content-Type for readers that do not know it.</summary>
internal static class AttachmentPart
{
    private const int LongestLine = 998;

    private static readonly FormatOptions Format = Options();

    public static BodyPart.Fixed Of(RecipeAttachment file)
    {
        var type = ContentType.Parse(file.ContentType);
        // A mail within a mail must not be in base64 (RFC 2046 §5.2.1): it is a part of its own where it can be, and else a file like any other.
        if (type.IsMimeType("message", "rfc822"))
            return AttachedMail(file) ?? Of(file with { ContentType = "application/octet-stream" });
        if (type.IsMimeType("text", "*") && type.Charset is null && Utf8.IsValid(file.Content.Span))
            type.Charset = "utf-8";
        var part = new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(file.Content.ToArray(), writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        Name(part, file);
        return new(Bytes(part));
    }

    private static BodyPart.Fixed? AttachedMail(RecipeAttachment file)
    {
        try
        {
            using var mail = MimeMessage.Load(new MemoryStream(file.Content.ToArray(), writable: false));
            mail.Prepare(EncodingConstraint.SevenBit);
            var part = new MessagePart("rfc822", mail);
            Name(part, file);
            var bytes = Bytes(part);
            return MailLines.AreSevenBit(bytes, LongestLine) ? new(bytes) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void Name(MimeEntity part, RecipeAttachment file)
    {
        part.ContentDisposition = new(file.ContentId is null ? ContentDisposition.Attachment : ContentDisposition.Inline) { FileName = file.FileName };
        part.ContentType.Name = Plain(file.FileName);
        if (file.ContentId is { } id)
            part.ContentId = id;
    }

    // An encoded word has no place in a parameter (RFC 2047 §5): what is not ASCII is left blank, and the ending stays.
    private static string Plain(string name) => string.Concat(name.EnumerateRunes().Select(rune => rune.IsAscii ? (char)rune.Value : '_'));

    private static byte[] Bytes(MimeEntity part)
    {
        using var bytes = new MemoryStream();
        part.WriteTo(Format, bytes);
        return bytes.ToArray();
    }

    private static FormatOptions Options()
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        options.AlwaysQuoteParameterValues = true;
        return options;
    }
}
