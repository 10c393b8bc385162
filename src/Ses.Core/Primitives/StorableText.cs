using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ses.Primitives;

/// <summary>
/// Text that every store can keep. PostgreSQL refuses NUL, and no UTF-8 column has room for half a surrogate pair: each becomes U+FFFD, the replacement
/// character. The records that stores are given pass their texts through here, so no provider ever sees another kind.
/// </summary>
internal static class StorableText
{
    /// <summary>The text itself where it will do, which is nearly always.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text)
    {
        var firstBad = IndexOfBad(text);
        if (firstBad < 0)
            return text;
        var clean = new StringBuilder(text, 0, firstBad, text!.Length);
        // A rune enumerator reads half a pair as U+FFFD.
        foreach (var rune in text.AsSpan(firstBad).EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }

    /// <summary>The texts themselves where all of them will do.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> texts) => texts.All(text => IndexOfBad(text) < 0) ? texts : [.. texts.Select(text => Of(text)!)];

    private static int IndexOfBad(ReadOnlySpan<char> text)
    {
        var first = text.IndexOf('\0');
        var end = first < 0 ? text.Length : first;
        for (var i = text[..end].IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < end;)
        {
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return i;
            var next = text[(i + 2)..end].IndexOfAnyInRange('\uD800', '\uDFFF');
            i = next < 0 ? end : i + 2 + next;
        }

        return first;
    }
}
