using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>An address as it stands in a table: with spaces of every kind around it, Excel's apostrophe before it, a name, <c>mailto:</c>.</summary>
internal static class AddressField
{
    /// <summary>Takes off what cannot be seen: spaces of every kind, zero-width and direction marks.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && IsInvisible(text[0]))
            text = text[1..];
        while (!text.IsEmpty && IsInvisible(text[^1]))
            text = text[..^1];
        return text;
    }

    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out string? why)
    {
        address = null;
        text = Clean(text);
        // Most fields of a file are none.
        if (!text.Contains('@'))
        {
            why = "it has no at sign";
            return false;
        }

        if (text.EndsWith(">") && Mailbox.TryParse(text, out var mailbox, out why))
        {
            address = mailbox.Address;
            return true;
        }

        if (EmailAddress.TryParse(text, out address, out why))
            return true;
        if (text.Count('@') > 1 && text.ContainsAny(",; ") && !text.Contains('"'))
            why = "it holds more than one address; each needs a row of its own";
        return false;
    }

    /// <summary>True where length is what is wrong with it.</summary>
    public static bool IsTooLong(ReadOnlySpan<char> text)
    {
        text = Clean(text);
        return Encoding.UTF8.GetByteCount(text) > EmailAddress.MaxOctets
            || (text.LastIndexOf('@') is > 0 and var at && Encoding.UTF8.GetByteCount(text[..at]) > EmailAddress.MaxLocalPartOctets);
    }

    /// <summary>A text as it may stand in a message: short, on one line.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        text = Trim(text);
        var shown = new StringBuilder();
        foreach (var c in text[..Math.Min(text.Length, 80)])
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || IsInvisible(c) && c != ' ' ? '?' : c);
        return text.Length > 80 ? shown.Append('…').ToString() : shown.ToString();
    }

    private static ReadOnlySpan<char> Clean(ReadOnlySpan<char> text)
    {
        text = Trim(text);
        // Excel writes an apostrophe before what is to be text, and Outlook puts addresses between two. It is a legal character there, and nobody's.
        if (text is ['\'', _, ..])
            text = Trim(text is [_, .. var quoted, '\''] ? quoted : text[1..]);
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            text = Trim(text["mailto:".Length..]);
        return text is [.. var before, ';' or ','] ? Trim(before) : text;
    }

    private static bool IsInvisible(char c) =>
        c is not ('\0' or (> ' ' and < '\x7f'))
        && (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control);
}
