using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ses.Primitives;

/// <summary>The part before the at sign: a dot-atom or a quoted string (RFC 5321 §4.1.2), with UTF-8 (RFC 6531 §3.3).</summary>
internal static class EmailLocalPart
{
    private static readonly SearchValues<char> Atext =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~");

    public static bool TryRead(string text, [NotNullWhen(true)] out string? local, [NotNullWhen(false)] out string? why)
    {
        local = null;
        why = null;
        if (text.Length == 0)
        {
            why = "it has nothing before the at sign";
        }
        else if (!Ascii.IsValid(text) && !TryNormalize(ref text))
        {
            why = "it has broken Unicode before the at sign";
        }
        else if (Encoding.UTF8.GetByteCount(text) > EmailAddress.MaxLocalPartOctets)
        {
            why = $"it has more than {EmailAddress.MaxLocalPartOctets} octets before the at sign";
        }
        else if (text[0] == '"' ? !IsQuotedString(text) : !IsDotAtom(text))
        {
            why = text[0] == '"'
                ? "the quoted text before the at sign is not closed, or has a character that must not be in it"
                : "before the at sign it has a space, a dot too many, or a character that needs quotes";
        }
        else
        {
            local = text;
        }

        return local is not null;
    }

    /// <summary>The content of a quoted string that needs no quotes; anything else as it is.</summary>
    public static string Unquote(string local)
    {
        if (local[0] != '"')
            return local;
        var content = new StringBuilder(local.Length);
        for (var i = 1; i < local.Length - 1; i++)
        {
            if (local[i] == '\\')
                i++;
            content.Append(local[i]);
        }

        var text = content.ToString();
        return text.Length > 0 && IsDotAtom(text) ? text : local;
    }

    private static bool TryNormalize(ref string text)
    {
        try
        {
            text = text.Normalize(NormalizationForm.FormC);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        var atomBegins = true;
        foreach (var c in text)
        {
            if (c == '.' && atomBegins)
                return false;
            if (c != '.' && !IsAtomCharacter(c))
                return false;
            atomBegins = c == '.';
        }

        return !atomBegins;
    }

    private static bool IsAtomCharacter(char c) => c < 0x80 ? Atext.Contains(c) : IsText(c);

    private static bool IsQuotedString(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[^1] != '"')
            return false;
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                if (i == text.Length - 1 || text[i] is < ' ' or > '~')
                    return false;
            }
            else if (text[i] is '"' or < ' ' or '\x7f' || (text[i] >= 0x80 && !IsText(text[i])))
            {
                return false;
            }
        }

        return true;
    }

    // Beyond ASCII: letters, marks, digits, punctuation and symbols, also as surrogate pairs (the text is well-formed); no controls, no kinds of space.
    private static bool IsText(char c) =>
        char.IsSurrogate(c) || !(char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.OtherNotAssigned);
}
