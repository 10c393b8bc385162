namespace Ses.Templates.Internal.Rendering;

/// <summary>What a value stands in, which decides how it is made harmless.</summary>
internal enum OutputKind
{
    /// <summary>Plain text: as it is.</summary>
    Plain,

    /// <summary>A header: what would end a line becomes a space.</summary>
    Header,

    /// <summary>Between tags.</summary>
    HtmlText,

    /// <summary>In an attribute, a title or a comment.</summary>
    HtmlValue,

    /// <summary>At the beginning of an address, where its scheme is.</summary>
    HtmlAddress,

    /// <summary>In a style attribute.</summary>
    Css,

    /// <summary>At the beginning of a <c>url()</c> in a style attribute.</summary>
    CssAddress,

    /// <summary>Within a <c>url()</c> in a style attribute.</summary>
    CssAddressRest,
}

/// <summary>What a value stands in.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Attribute">The attribute's name, for errors.</param>
/// <param name="Quote">The quotation mark around the attribute.</param>
/// <param name="IsInComment">Hyphens are written as entities too, since two of them would end a comment.</param>
internal readonly record struct OutputSlot(OutputKind Kind, string Attribute = "", char Quote = '\0', bool IsInComment = false)
{
    public bool IsHtml => Kind >= OutputKind.HtmlText;
}
