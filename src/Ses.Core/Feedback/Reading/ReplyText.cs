using System.Globalization;
using Ses.Ledger;

namespace Ses.Feedback.Reading;

/// <summary>Finds the answer of a mail server in a text that quotes it.</summary>
internal static class ReplyText
{
    private const int MaxLength = 1_000;

    /// <summary>Code 0 and no enhanced code where the text has none. 5xx goes before 4xx, a telling enhanced code before <c>5.0.0</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="status">A status that stands elsewhere in the report; null for none.</param>
    public static SmtpReplyFact Read(string text, string? status = null)
    {
        var bounded = text.Length > 8 * MaxLength ? text.AsSpan(0, 8 * MaxLength) : text.AsSpan();
        var quoted = EnhancedCodeIn(bounded);
        var stated = status is null ? null : EnhancedCodeIn(status);
        return new(CodeIn(bounded), Tells(stated) || quoted is null ? stated ?? quoted : quoted, Clean(bounded));
    }

    private static bool Tells(string? code) => code is not null && !code.EndsWith(".0.0", StringComparison.Ordinal) && !code.EndsWith(".0", StringComparison.Ordinal);

    private static int CodeIn(ReadOnlySpan<char> text)
    {
        var found = 0;
        for (var i = 0; i + 3 <= text.Length; i++)
        {
            if (text[i] is not ('4' or '5') || !char.IsAsciiDigit(text[i + 1]) || !char.IsAsciiDigit(text[i + 2]) || text[i + 1] > '7')
                continue;
            var begins = i == 0 || !(char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '.' or '-' or '@' or '_' or '/' or '=');
            var ends = i + 3 == text.Length || text[i + 3] is ' ' or '-' or '\r' or '\n' or '\t' or ':' or ';' or ')' or ',' or '>' or '"' or '\'' or '#' or '.';
            if (!begins || !ends || (i + 4 < text.Length && text[i + 3] == '.' && char.IsAsciiDigit(text[i + 4])))
                continue;
            var code = int.Parse(text.Slice(i, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (code >= 500)
                return code;
            found = found == 0 ? code : found;
        }

        return found;
    }

    private static string? EnhancedCodeIn(ReadOnlySpan<char> text)
    {
        string? found = null;
        for (var i = 0; i + 5 <= text.Length; i++)
        {
            if (text[i] is not ('2' or '4' or '5') || text[i + 1] != '.' || (i > 0 && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '.' or '-')))
                continue;
            var subject = Digits(text[(i + 2)..]);
            if (subject is 0 or > 3 || i + 2 + subject >= text.Length || text[i + 2 + subject] != '.')
                continue;
            var detail = Digits(text[(i + 3 + subject)..]);
            var end = i + 3 + subject + detail;
            if (detail is 0 or > 3 || (end < text.Length && (char.IsAsciiLetter(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))))
                continue;
            var code = text[i..end].ToString();
            if (Tells(code))
                return code;
            found ??= code;
        }

        return found;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
            count++;
        return count;
    }

    private static string Clean(ReadOnlySpan<char> text)
    {
        var clean = text[..Math.Min(text.Length, MaxLength)].ToString();
        return string.Create(clean.Length, clean, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? ' ' : from[i];
        }).Trim();
    }
}
