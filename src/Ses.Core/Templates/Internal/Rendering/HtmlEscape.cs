using System.Buffers;
using System.Text;
using MimeKit.Text;

namespace Ses.Templates.Internal.Rendering;

/// <summary>The characters that mean something in HTML, as entities. With these five no value ends a text, a quoted attribute or a title.</summary>
internal static class HtmlEscape
{
    public static readonly SearchValues<char> Characters = SearchValues.Create("&<>\"'\0");

    public static readonly SearchValues<char> CharactersInComment = SearchValues.Create("&<>\"'\0-");

    public static string Entity(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '-' => "&#45;",
        _ => "\uFFFD",
    };

    /// <summary>The text with its entities read.</summary>
    public static string Decode(string text) => text.Contains('&', StringComparison.Ordinal) ? HtmlUtils.HtmlDecode(text) : text;

    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Characters))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            _ = Characters.Contains(c) ? escaped.Append(Entity(c)) : escaped.Append(c);
        return escaped.ToString();
    }
}
