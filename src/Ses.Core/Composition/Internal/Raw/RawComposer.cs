using MimeKit;
using Ses.Composition.Internal.Dkim;
using Ses.Composition.Internal.Fields;
using Ses.Ledger;

namespace Ses.Composition.Internal.Raw;

/// <summary>Brings a whole mail of the caller's into the form that a server takes, and signs it.</summary>
internal static class RawComposer
{
    private const int LongestLine = 998;

    public static FinishedMail Finish(MailMessage message, ReadOnlyMemory<byte> accepted, bool eightBit, IReadOnlyList<DkimSigner> signers, UnsubscribeLinks links)
    {
        var mail = FormFor(accepted, eightBit);
        var fields = HeaderFields.Read(mail.Span, out var bodyStart);
        var header = HeaderOf(message, mail.Span, fields, links);
        using var work = Workspace.Rent();
        header.Write(work, default);
        work.BodyHash.Append(mail.Span[bodyStart..]);
        work.BodyHash.Finish(work.Hash);
        var head = new ByteBuffer();
        foreach (var signer in signers)
            signer.Stamp(header.Names, message.Recipe.Date).Write(work.Hash, work.Canonical, head);
        head.Append(work.Header.Written);
        head.Append("\r\n"u8);
        return new(head.Written.ToArray(), [mail[bodyStart..]]);
    }

    private static HeaderLayout HeaderOf(MailMessage message, ReadOnlySpan<byte> mail, IReadOnlyList<HeaderField> fields, UnsubscribeLinks links)
    {
        var header = new HeaderLayoutBuilder();
        foreach (var field in fields)
            header.Raw(field.Name, [.. mail[field.Range], .. "\r\n"u8]);
        StreamFields.Add(header, message, links with { OneClick = null }, name => fields.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return header.Build();
    }

    // Encoded anew only where the server could not take it as it is; what is signed within (RFC 1847) stays untouched.
    private static ReadOnlyMemory<byte> FormFor(ReadOnlyMemory<byte> mail, bool eightBit)
    {
        if (IsFit(mail.Span, eightBit))
            return mail;
        using var parsed = MimeMessage.Load(new MemoryStream(mail.ToArray(), writable: false));
        parsed.Prepare(eightBit ? EncodingConstraint.EightBit : EncodingConstraint.SevenBit);
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        using var bytes = new MemoryStream();
        parsed.WriteTo(options, bytes);
        var form = bytes.ToArray();
        return IsFit(form, eightBit)
            ? form
            : throw new SesException(SesErrorCode.Invalid, "the mail is signed or encrypted and has octets that this server does not take: its sender must encode it before signing");
    }

    private static bool IsFit(ReadOnlySpan<byte> mail, bool eightBit) =>
        eightBit ? MailLines.Are(mail, LongestLine) : MailLines.AreSevenBit(mail, LongestLine);
}
