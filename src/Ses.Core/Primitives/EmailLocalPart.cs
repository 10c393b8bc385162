using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Ses.Primitives;

/// <summary>The part before the at sign: a dot-atom or a quoted string (RFC 5321 §4.1.2), with UTF-8 (RFC 6531 §3.3).</summary>
internal static class EmailLocalPart
{
    private static readonly SearchValues<char> Atext =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~");

    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? local, [NotNullWhen(false)] out string? why)
    {
        local = null;
        why = null;
        if (text.IsEmpty)
            why = "it has nothing before the at sign";
        else if (!TryNormalize(text, out var normal))
            why = "it has broken Unicode before the at sign";
        else if (Encoding.UTF8.GetByteCount(normal) > EmailAddress.MaxLocalPartOctets)
            why = $"it has more than {EmailAddress.MaxLocalPartOctets} octets before the at sign";
        else if (normal[0] == '"' ? IsQuotedString(normal) : IsDotAtom(normal))
            local = normal;
        else
            why = WhyNot(normal);
        return local is not null;
    }

    /// <summary>Lower case, NFC; a quoted string without the quotes and backslashes that it does not need. The same object where there is nothing to change.</summary>
    public static string NormalFormOf(string local)
    {
        if (local[0] == '"')
        {
            var content = Unescape(local);
            local = IsDotAtom(content) ? content : $"\"{content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        }

        return Ascii.IsValid(local) ? local.ToLowerInvariant() : local.ToLowerInvariant().Normalize(NormalizationForm.FormC);
    }

    private static string Unescape(string quoted)
    {
        var content = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\')
                i++;
            content.Append(quoted[i]);
        }

        return content.ToString();
    }

    private static bool TryNormalize(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? normal)
    {
        normal = text.ToString();
        if (Ascii.IsValid(text))
            return true;
        try
        {
            normal = normal.Normalize(NormalizationForm.FormC);
            return !normal.Contains('\ufffd', StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string WhyNot(string text)
    {
        if (text[0] == '"')
            return "the quoted text before the at sign is not closed, or has a character that must not be in it";
        if (text.Contains('(', StringComparison.Ordinal))
            return "comments are not taken";
        if (text[0] == '.' || text[^1] == '.' || text.Contains("..", StringComparison.Ordinal))
            return "before the at sign there is a dot too many";
        if (text.Contains('@', StringComparison.Ordinal))
            return "it has a second at sign";
        return text.Any(char.IsWhiteSpace)
            ? "before the at sign there is a space"
            : "before the at sign there is a character that needs quotes, or that is in no address";
    }

    private static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '.' || text[^1] == '.')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' ? text[i - 1] == '.' : !IsAtomCharacter(text, ref i))
                return false;
        }

        return true;
    }

    private static bool IsAtomCharacter(ReadOnlySpan<char> text, ref int i) => text[i] < 0x80 ? Atext.Contains(text[i]) : IsText(text, ref i);

    private static bool IsQuotedString(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[^1] != '"')
            return false;
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                if (i == text.Length - 1 || text[i] is < ' ' or > '~')
                    return false;
            }
            else if (text[i] is '"' or < ' ' or '\x7f' || (text[i] >= 0x80 && !IsText(text, ref i)))
            {
                return false;
            }
        }

        return true;
    }

    // Beyond ASCII: letters, marks, digits, punctuation and symbols; no controls, no kinds of space, nothing invisible, nothing unassigned.
    private static bool IsText(ReadOnlySpan<char> text, ref int i)
    {
        if (Rune.DecodeFromUtf16(text[i..], out var rune, out var length) != OperationStatus.Done)
            return false;
        i += length - 1;
        return Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
