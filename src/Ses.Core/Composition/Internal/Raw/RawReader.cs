using System.Text;
using MimeKit;
using Ses.Composition.Internal.Fields;
using Ses.Primitives;

namespace Ses.Composition.Internal.Raw;

/// <summary>Reads a whole mail of the caller's and says everything that is wrong with it.</summary>
internal static class RawReader
{
    private const int MaxHeaderOctets = 256 * 1024;
    private const int LongestLine = 998;

    /// <param name="bytes">The mail, with whatever line ends.</param>
    /// <param name="from">The sender that the request names; null where that is wrong already.</param>
    /// <param name="refuse">Told what is wrong.</param>
    public static RawMail Read(ReadOnlyMemory<byte> bytes, EmailAddress? from, Action<string> refuse)
    {
        var mail = RawLines.Of(bytes);
        var ranges = HeaderFields.Read(mail.Span, out var bodyStart);
        if (bodyStart > MaxHeaderOctets)
        {
            refuse($"the header has {bodyStart} octets, and {MaxHeaderOctets} are the most");
            return new([], default);
        }

        CheckLines(mail.Span[..bodyStart], ranges, refuse);
        var fields = ranges
            .Select(field => new RawField(field.Name, mail[field.Range.Start..Math.Min(mail.Length, field.Range.End.Value + 2)]))
            .Where(field => !RawFieldRules.IsLeftOut(field.Name) && !IsEmpty(field))
            .ToList();
        foreach (var twice in fields.Where(field => RawFieldRules.IsSingle(field.Name)).GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            refuse($"the field {twice.Key} stands {twice.Count()} times, and may stand once (RFC 5322 §3.6)");
        CheckFrom(fields, from, refuse);
        return new([.. fields.Select(Encoded)], mail[bodyStart..]);
    }

    // Fields lie one behind the other; where there is a gap, a line is none.
    private static void CheckLines(ReadOnlySpan<byte> header, IReadOnlyList<HeaderField> fields, Action<string> refuse)
    {
        var at = 0;
        foreach (var field in fields)
        {
            var name = header[field.Range.Start..];
            if (field.Range.Start.Value != at || name[..name.IndexOf((byte)':')].TrimEnd((byte)' ').ContainsAnyExceptInRange((byte)'!', (byte)'~'))
                break;
            at = field.Range.End.Value + 2;
        }

        if (at < header.Length - 2)
            refuse($"line {header[..at].Count((byte)'\n') + 1} of the header is no field: a name, a colon and a value are expected (RFC 5322 §2.2)");
    }

    private static void CheckFrom(IReadOnlyList<RawField> fields, EmailAddress? from, Action<string> refuse)
    {
        var field = fields.FirstOrDefault(field => field.Is("From"));
        if (field is null)
            refuse("the field From is missing");
        else if (!InternetAddressList.TryParse(ValueOf(field), out var list) || list.Count != 1 || list[0] is not MailboxAddress mailbox)
            refuse("the field From must name one mailbox");
        else if (from is not null && (!EmailAddress.TryParse(mailbox.Address, out var address) || !address.Equals(from)))
            refuse($"the field From names another address than the request, which is sent from {from}");
    }

    private static byte[] ValueOf(RawField field) => field.Bytes.Span[(field.Bytes.Span.IndexOf((byte)':') + 1)..].ToArray();

    private static bool IsEmpty(RawField field) => field.Bytes.Span[(field.Bytes.Span.IndexOf((byte)':') + 1)..].IndexOfAnyExcept(" \t\r\n"u8) < 0;

    // Octets above 127 and overlong lines are written anew, encoded and folded; anything else stays as it is.
    private static RawField Encoded(RawField field)
    {
        var bytes = field.Bytes.Span;
        if (MailLines.AreSevenBit(bytes, LongestLine) && bytes.EndsWith("\r\n"u8))
            return field;
        var buffer = new ByteBuffer(bytes.Length * 2);
        var writer = new FieldWriter(buffer, field.Name);
        if (RawFieldRules.IsAddressList(field.Name) && Mailboxes(ValueOf(field)) is { Count: > 0 } mailboxes)
            MailboxText.WriteList(ref writer, mailboxes, utf8: false);
        else
            FieldText.Write(ref writer, Unfolded(ValueOf(field)));
        writer.End();
        return field with { Bytes = buffer.Written.ToArray() };
    }

    private static List<Mailbox> Mailboxes(byte[] value) => !InternetAddressList.TryParse(value, out var list)
        ? []
        : [.. list.Mailboxes
            .Select(mailbox => EmailAddress.TryParse(mailbox.Address, out var address) ? new Mailbox(address, mailbox.Name) : null)
            .OfType<Mailbox>()];

    private static string Unfolded(byte[] value) => Encoding.UTF8.GetString(value).Replace("\r\n", "", StringComparison.Ordinal).Trim(' ', '\t');
}
