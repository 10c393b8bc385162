namespace Ses.Templates.Internal.Html;

/// <summary>What is known of the HTML at a place.</summary>
/// <param name="Place">Where that is.</param>
/// <param name="Tag">The element's name in lower case, while in its tag or its raw text.</param>
/// <param name="Attribute">The attribute's name in lower case.</param>
/// <param name="Quote">The quotation mark around the attribute's value.</param>
/// <param name="Written">What was written that the next character may belong to: of an attribute's value, a declaration, an end tag, or the hyphens of a comment.</param>
internal readonly record struct HtmlState(HtmlPlace Place, string Tag = "", string Attribute = "", char Quote = '\0', string Written = "")
{
    public static readonly HtmlState NoHtml = new(HtmlPlace.None);

    public static readonly HtmlState Begin = new(HtmlPlace.Data);

    /// <summary>Within <c>&lt;!--[if mso]&gt;</c>: HTML for Outlook, a comment for everyone else.</summary>
    public bool IsConditional { get; init; }

    /// <summary>Within a conditional comment, the hyphens just written, of which two and <c>&gt;</c> end it for everyone else.</summary>
    public CommentEnd End { get; init; }

    /// <summary>How many <c>svg</c> and <c>math</c> are open.</summary>
    public int Foreign { get; init; }

    /// <summary>Whether an address in this attribute has its scheme yet, and what stood before.</summary>
    public AddressPart Address { get; init; }

    /// <summary>The tag at hand is an end tag.</summary>
    public bool IsEndTag { get; init; }

    /// <summary>A value stands in the attribute, before what <see cref="Written"/> holds.</summary>
    public bool HasValue { get; init; }

    public HtmlState To(HtmlPlace place) => this with { Place = place, Written = "" };

    /// <summary>Between tags again.</summary>
    public HtmlState ToData() => Begin with { IsConditional = IsConditional, End = End, Foreign = Foreign };
}

/// <summary>How far the end of a comment is.</summary>
internal enum CommentEnd
{
    /// <summary>Not begun.</summary>
    None,

    /// <summary>A hyphen.</summary>
    One,

    /// <summary>Two hyphens.</summary>
    Two,

    /// <summary>Two hyphens and an exclamation mark, which end it too.</summary>
    Marked,

    /// <summary>Not the same behind every branch.</summary>
    Unknown,
}

/// <summary>How far an address is.</summary>
internal enum AddressPart
{
    /// <summary>The attribute holds none.</summary>
    None,

    /// <summary>Its scheme is not known yet.</summary>
    Head,

    /// <summary>It has one, or can have none any more.</summary>
    Rest,

    /// <summary>It has one that runs scripts.</summary>
    Script,
}
