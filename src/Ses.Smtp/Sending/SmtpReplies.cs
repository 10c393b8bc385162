using Ses.Ledger;

namespace Ses.Smtp.Sending;

/// <summary>Makes a record of an answer: the enhanced code taken out of the text, the text made harmless and bounded.</summary>
internal static class SmtpReplies
{
    private const int MaxText = 1_000;

    public static SmtpReplyFact Of(int code, string text)
    {
        var clean = Sanitize(text);
        var space = clean.IndexOf(' ', StringComparison.Ordinal);
        var first = space < 0 ? clean : clean[..space];
        return IsEnhancedCode(first) ? new(code, first, space < 0 ? "" : clean[(space + 1)..]) : new(code, null, clean);
    }

    /// <summary>One line, printable, no lone surrogates: what a store and a log can take.</summary>
    public static string Sanitize(string text)
    {
        var bounded = text.Length > MaxText ? text[..MaxText] : text;
        return string.Concat(bounded.EnumerateRunes().Select(rune => System.Text.Rune.IsControl(rune) ? " " : rune.ToString())).Trim();
    }

    // RFC 3463 §2: class.subject.detail.
    private static bool IsEnhancedCode(string text) =>
        text.Split('.') is ["2" or "4" or "5", { Length: >= 1 and <= 3 } subject, { Length: >= 1 and <= 3 } detail]
        && subject.All(char.IsAsciiDigit)
        && detail.All(char.IsAsciiDigit);
}
