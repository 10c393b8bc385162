namespace Ses.Templates.Internal.Syntax;

internal enum SegmentKind
{
    Text,

    /// <summary>What stands between <c>raw</c> and <c>endraw</c>.</summary>
    Raw,

    Output,

    Tag,
}

/// <summary>A piece of a source: text, <c>{{ output }}</c> or <c>{% tag %}</c>.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">The text; or what stands between the delimiters, behind the tag's name.</param>
/// <param name="TextAt">Where <paramref name="Text"/> begins.</param>
/// <param name="Tag">The tag's name.</param>
internal readonly record struct TemplateSegment(SegmentKind Kind, SourcePlace Place, string Text, SourcePlace TextAt, string Tag = "");
