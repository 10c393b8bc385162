namespace Ses.Composition.Internal.PlainText;

/// <summary>What an element does to the lines of a text.</summary>
internal enum HtmlFlow
{
    /// <summary>Nothing.</summary>
    Inline,

    /// <summary>Stands in lines of its own.</summary>
    Block,

    /// <summary>Stands apart: empty lines around it.</summary>
    Paragraph,

    /// <summary>Means something of its own.</summary>
    Special,
}

/// <summary>What is known of elements by their names.</summary>
internal static class HtmlElements
{
    /// <summary>True where the content is not for readers.</summary>
    public static bool HasNoText(ReadOnlySpan<char> name) => Folded(name, stackalloc char[16]) is "style" or "script" or "title" or "template" or "svg" or "noframes";

    /// <summary>True for an element that has no end tag.</summary>
    public static bool IsVoid(ReadOnlySpan<char> name) =>
        Folded(name, stackalloc char[16]) is "br" or "img" or "hr" or "input" or "meta" or "link" or "col" or "wbr" or "area" or "base" or "source";

    public static HtmlFlow FlowOf(ReadOnlySpan<char> name) => Folded(name, stackalloc char[16]) switch
    {
        "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "dl" or "figure" or "center" or "fieldset" => HtmlFlow.Paragraph,
        "div" or "tr" or "section" or "article" or "header" or "footer" or "main" or "nav" or "aside" or "address" or "form"
            or "caption" or "thead" or "tbody" or "tfoot" or "dt" or "dd" or "figcaption" or "body" or "legend" or "option" => HtmlFlow.Block,
        "a" or "img" or "br" or "hr" or "ul" or "ol" or "li" or "table" or "td" or "th" or "pre" or "blockquote" => HtmlFlow.Special,
        _ => HtmlFlow.Inline,
    };

    /// <summary>The name in lower case; nothing where it is longer than any that is known.</summary>
    public static ReadOnlySpan<char> Folded(ReadOnlySpan<char> name, Span<char> buffer) =>
        name.Length <= buffer.Length ? buffer[..name.ToLowerInvariant(buffer)] : [];
}
