namespace Ses.Composition.Internal.PlainText;

/// <summary>What an element does to a text.</summary>
internal enum HtmlElement
{
    /// <summary>Nothing: it stands within a line, or is not known.</summary>
    Inline,

    /// <summary>Stands in lines of its own.</summary>
    Block,

    /// <summary>Stands apart: empty lines around it.</summary>
    Paragraph,

    /// <summary>Its content is not for readers.</summary>
    NoText,

    /// <summary>Has neither content nor a meaning here.</summary>
    Void,

    LineBreak,
    Rule,
    Image,
    Link,
    Preformatted,
    Quote,
    Table,
    Cell,
    BulletList,
    NumberedList,
    Item,
}

/// <summary>Knows elements by their names.</summary>
internal static class HtmlElements
{
    private const int LongestName = 16;

    public static HtmlElement Of(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
            return HtmlElement.Inline;
        if (!name.ContainsAnyInRange('A', 'Z'))
            return OfLower(name);
        Span<char> lower = stackalloc char[LongestName];
        return OfLower(lower[..name.ToLowerInvariant(lower)]);
    }

    private static HtmlElement OfLower(ReadOnlySpan<char> name) => name switch
    {
        "a" => HtmlElement.Link,
        "img" => HtmlElement.Image,
        "br" => HtmlElement.LineBreak,
        "hr" => HtmlElement.Rule,
        "table" => HtmlElement.Table,
        "td" or "th" => HtmlElement.Cell,
        "ul" => HtmlElement.BulletList,
        "ol" => HtmlElement.NumberedList,
        "li" => HtmlElement.Item,
        "pre" => HtmlElement.Preformatted,
        "blockquote" => HtmlElement.Quote,
        "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "dl" or "figure" or "center" or "fieldset" => HtmlElement.Paragraph,
        "div" or "tr" or "section" or "article" or "header" or "footer" or "main" or "nav" or "aside" or "address" or "form"
            or "caption" or "thead" or "tbody" or "tfoot" or "dt" or "dd" or "figcaption" or "body" or "legend" or "option" => HtmlElement.Block,
        "style" or "script" or "title" or "template" or "svg" or "noframes" => HtmlElement.NoText,
        "input" or "meta" or "link" or "col" or "wbr" or "area" or "base" or "source" => HtmlElement.Void,
        _ => HtmlElement.Inline,
    };
}
