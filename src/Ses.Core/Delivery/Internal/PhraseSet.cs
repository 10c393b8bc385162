using System.Buffers;

namespace Ses.Delivery.Internal;

/// <summary>Phrases of one meaning, looked for in a text all at once. In a phrase a star stands for up to <see cref="MaxGap"/> characters.</summary>
internal sealed class PhraseSet
{
    private const int MaxGap = 80;

    private readonly SearchValues<string> _whole;
    private readonly string[][] _gapped;

    /// <param name="phrases">In lower case.</param>
    public PhraseSet(IEnumerable<string> phrases)
    {
        var byKind = phrases.ToLookup(phrase => phrase.Contains('*', StringComparison.Ordinal));
        _whole = SearchValues.Create([.. byKind[false]], StringComparison.Ordinal);
        _gapped = [.. byKind[true].Select(phrase => phrase.Split('*', StringSplitOptions.TrimEntries))];
    }

    /// <summary>True where one of the phrases stands in the text.</summary>
    /// <param name="text">As <see cref="PlainWords.Of"/> makes it.</param>
    public bool IsIn(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(_whole) >= 0)
            return true;
        foreach (var pieces in _gapped)
        {
            if (HasInOrder(text, pieces))
                return true;
        }

        return false;
    }

    /// <summary>True where one of the phrases begins a word in the text, and not one of a host's or file's name.</summary>
    public bool IsWordIn(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (text[start..].IndexOfAny(_whole) is >= 0 and var at)
        {
            start += at;
            var end = start;
            while (end < text.Length && IsOfName(text[end]))
                end++;
            if ((start == 0 || !IsOfName(text[start - 1])) && !text[start..end].TrimEnd('.').ContainsAny(NameMarks))
                return true;
            start++;
        }

        return false;
    }

    private static readonly SearchValues<char> NameMarks = SearchValues.Create(".-_/@");

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || NameMarks.Contains(c);

    // The first piece may stand in several places; each is tried once, so the time is bounded by the text's length times the gap's.
    private static bool HasInOrder(ReadOnlySpan<char> text, string[] pieces)
    {
        for (var rest = text; rest.IndexOf(pieces[0], StringComparison.Ordinal) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            var behind = rest[(at + pieces[0].Length)..];
            var found = true;
            foreach (var piece in pieces.AsSpan(1))
            {
                var next = behind[..Math.Min(behind.Length, MaxGap + piece.Length)].IndexOf(piece, StringComparison.Ordinal);
                found = next >= 0;
                if (!found)
                    break;
                behind = behind[(next + piece.Length)..];
            }

            if (found)
                return true;
        }

        return false;
    }
}
