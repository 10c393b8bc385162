using System.Text;

namespace Ses.Delivery.Internal;

/// <summary>A text as phrases are looked for in it: lower case, one space for any white space, plain quotes, and "@" for every address.</summary>
internal static class PlainWords
{
    /// <param name="text">What a server or a mail says.</param>
    /// <param name="maxLength">Characters read at most.</param>
    public static string Of(string text, int maxLength = 16 * 1024)
    {
        var words = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var range in text.AsSpan(0, Math.Min(text.Length, maxLength)).SplitAny(' ', '\t', '\r', '\n', '\u00a0', '\u3000'))
        {
            var word = text.AsSpan(range);
            if (word.IsEmpty)
                continue;
            if (words.Length > 0)
                words.Append(' ');
            AppendWord(words, word);
        }

        return words.ToString();
    }

    private static void AppendWord(StringBuilder words, ReadOnlySpan<char> word)
    {
        var (start, end) = AddressIn(word);
        foreach (var c in word[..start])
            words.Append(Plain(c));
        if (start < end)
            words.Append('@');
        foreach (var c in word[end..])
            words.Append(Plain(c));
    }

    // The brackets and the punctuation around an address stay, so that "user <a@b.c>: unknown" keeps its shape; they are dropped where they are angle brackets.
    private static (int Start, int End) AddressIn(ReadOnlySpan<char> word)
    {
        var at = word.IndexOf('@');
        if (at <= 0 || at == word.Length - 1)
            return (word.Length, word.Length);
        var (start, end) = (at, at + 1);
        while (start > 0 && word[start - 1] is not ('<' or '(' or '[' or '"' or '\'' or ':' or ','))
            start--;
        while (end < word.Length && (char.IsLetterOrDigit(word[end]) || word[end] is '.' or '-' or '_'))
            end++;
        while (end > at + 1 && word[end - 1] is '.' or '-')
            end--;
        if (start > 0 && end < word.Length && word[start - 1] == '<' && word[end] == '>')
            (start, end) = (start - 1, end + 1);
        return (start, end);
    }

    private static char Plain(char c) => c switch
    {
        '’' or '‘' or '`' or '´' => '\'',
        '“' or '”' => '"',
        _ => char.ToLowerInvariant(c),
    };
}
