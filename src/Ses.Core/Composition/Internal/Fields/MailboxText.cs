using System.Buffers;
using Ses.Primitives;

namespace Ses.Composition.Internal.Fields;

/// <summary>Mailboxes as header fields show them (RFC 5322 §3.4): plain, quoted or encoded names; lists folded between mailboxes.</summary>
internal static class MailboxText
{
    private const int MaxAtoms = 66;

    private static readonly SearchValues<char> Atoms =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~ ");

    /// <param name="field">The field.</param>
    /// <param name="mailboxes">At least one.</param>
    /// <param name="utf8">Whether addresses may be UTF-8 (RFC 6532).</param>
    public static void WriteList(ref FieldWriter field, IReadOnlyList<Mailbox> mailboxes, bool utf8)
    {
        for (var i = 0; i < mailboxes.Count; i++)
        {
            if (i > 0)
            {
                field.Octet((byte)',');
                if (Length(mailboxes[i]) + 2 > field.Room)
                    field.Fold();
                field.Octet((byte)' ');
            }

            Write(ref field, mailboxes[i], utf8);
        }
    }

    public static void Write(ref FieldWriter field, Mailbox mailbox, bool utf8)
    {
        if (mailbox.Address.NeedsSmtpUtf8 && !utf8)
        {
            // An address that this server cannot be shown stands as the name of an empty group (RFC 6857 §3.1.8).
            EncodedWords.Write(ref field, mailbox.ToString(), 0);
            field.Bytes(" :;"u8);
            return;
        }

        if (string.IsNullOrWhiteSpace(mailbox.DisplayName))
        {
            WriteAddress(field, mailbox.Address);
            return;
        }

        WritePhrase(ref field, mailbox.DisplayName);
        // " <", ">", a comma, and two octets less in a line with an encoded word (RFC 2047 §2).
        if (AddressLength(mailbox.Address) + 6 > field.Room)
            field.Fold();
        field.Bytes(" <"u8);
        WriteAddress(field, mailbox.Address);
        field.Octet((byte)'>');
    }

    private static void WritePhrase(ref FieldWriter field, string name)
    {
        if (!FieldText.IsPlain(name))
            EncodedWords.Write(ref field, name, 0);
        else if (name.Length > MaxAtoms || name.AsSpan().ContainsAnyExcept(Atoms) || name.Contains("  ", StringComparison.Ordinal))
            WriteQuoted(ref field, name);
        else
            field.Ascii(name);
    }

    // Folded before spaces, which stay what they are (RFC 5322 §3.2.4).
    private static void WriteQuoted(ref FieldWriter field, ReadOnlySpan<char> name)
    {
        field.Octet((byte)'"');
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] == ' ' && (at == 0 || name[at - 1] != ' ') && LengthOfNext(name[at..]) > field.Room - 2)
                field.Fold();
            if (name[at] is '"' or '\\')
                field.Octet((byte)'\\');
            field.Octet((byte)name[at]);
        }

        field.Octet((byte)'"');
    }

    // Spaces and the word behind them.
    private static int LengthOfNext(ReadOnlySpan<char> name)
    {
        var word = name.IndexOfAnyExcept(' ');
        var length = name[word..].IndexOf(' ');
        return length < 0 ? name.Length : word + length;
    }

    private static void WriteAddress(in FieldWriter field, EmailAddress address)
    {
        field.Utf8(address.LocalPart);
        field.Octet((byte)'@');
        field.Ascii(address.Domain.Value);
    }

    private static int AddressLength(EmailAddress address) => address.LocalPart.Length + 1 + address.Domain.Value.Length;

    private static int Length(Mailbox mailbox) => AddressLength(mailbox.Address) + (mailbox.DisplayName is { Length: > 0 } name ? name.Length + 3 : 0);
}
