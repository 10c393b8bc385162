using System.Buffers;
using System.Text;
using Ses.Ledger;

namespace Ses.Smtp.Sending;

/// <summary>Makes a record of an answer: the enhanced code taken out of the text, the text made harmless and bounded.</summary>
internal static class SmtpReplies
{
    private const int MaxText = 1_000;
    private static readonly SearchValues<char> Harmful = SearchValues.Create([.. Enumerable.Range(0, 32).Concat(Enumerable.Range(127, 33)).Select(code => (char)code)]);

    /// <summary>An answer, its lines separated by line feeds. A code that every line repeats is taken out of all (RFC 2034 §4).</summary>
    public static SmtpReplyFact Of(int code, string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\n');
        var first = end < 0 ? text : text.AsSpan(0, end);
        if (!IsEnhancedCode(first))
            return new(code, null, Sanitize(text));
        var enhanced = first.ToString();
        var rest = text.AsSpan(first.Length);
        return new(code, enhanced, Sanitize(rest.Contains('\n') ? rest.ToString().Replace($"\n{enhanced} ", "\n", StringComparison.Ordinal) : rest));
    }

    /// <summary>One line, printable, no lone surrogates: what a store and a log can take.</summary>
    public static string Sanitize(ReadOnlySpan<char> text)
    {
        var bounded = text[..Math.Min(text.Length, MaxText)];
        if (!bounded.ContainsAny(Harmful) && !bounded.ContainsAnyInRange('\uD800', '\uDFFF'))
            return bounded.Trim().ToString();
        var clean = new StringBuilder(bounded.Length);
        foreach (var rune in bounded.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        return clean.ToString().Trim();
    }

    /// <summary>UTF-8 where it is that, Latin-1 otherwise.</summary>
    public static string Decode(ReadOnlySpan<byte> octets) =>
        System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets);

    // RFC 3463 §2: class.subject.detail.
    private static bool IsEnhancedCode(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        return text.Length is >= 5 and <= 9
            && text[0] is '2' or '4' or '5'
            && text.Split(parts, '.') == 3
            && text[parts[0]].Length == 1
            && IsNumber(text[parts[1]])
            && IsNumber(text[parts[2]]);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length is >= 1 and <= 3 && !text.ContainsAnyExceptInRange('0', '9');
}
