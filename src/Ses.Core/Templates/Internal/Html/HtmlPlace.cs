namespace Ses.Templates.Internal.Html;

/// <summary>Where in HTML a character stands, by the states of the WHATWG tokenizer (HTML §13.2.5) as far as they make a difference here.</summary>
internal enum HtmlPlace
{
    /// <summary>The text is no HTML.</summary>
    None,

    /// <summary>Between tags.</summary>
    Data,

    /// <summary>Behind <c>&lt;</c>.</summary>
    TagOpen,

    /// <summary>Behind <c>&lt;/</c>.</summary>
    EndTagOpen,

    TagName,

    /// <summary>Between attributes.</summary>
    BeforeAttribute,

    AttributeName,

    /// <summary>Behind an attribute's name and white space.</summary>
    AfterAttributeName,

    /// <summary>Behind <c>=</c>.</summary>
    BeforeValue,

    /// <summary>Within quotation marks.</summary>
    QuotedValue,

    UnquotedValue,

    /// <summary>Behind the closing quotation mark.</summary>
    AfterValue,

    /// <summary>Within a tag, where branches of a condition come together: before white space or the end of the tag.</summary>
    WithinTag,

    /// <summary>Behind <c>&lt;!</c>.</summary>
    Declaration,

    /// <summary>A declaration or an unknown one, up to <c>&gt;</c>.</summary>
    Bogus,

    Comment,

    /// <summary>In script, style and the like: no entities, ends with its own end tag.</summary>
    RawText,

    /// <summary>In title and textarea: entities, ends with its own end tag.</summary>
    EscapableRawText,
}
