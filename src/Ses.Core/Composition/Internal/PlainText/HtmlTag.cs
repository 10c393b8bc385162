using System.Buffers;

namespace Ses.Composition.Internal.PlainText;

/// <summary>A tag as it stands in the source.</summary>
/// <param name="name">Its name, in whatever case.</param>
/// <param name="attributes">What stands between the name and the closing bracket.</param>
/// <param name="isEnd">Whether it ends an element.</param>
internal readonly ref struct HtmlTag(ReadOnlySpan<char> name, ReadOnlySpan<char> attributes, bool isEnd)
{
    internal static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n\f/=");

    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n\f");

    private static readonly SearchValues<string> Display = SearchValues.Create(["display"], StringComparison.OrdinalIgnoreCase);

    private readonly ReadOnlySpan<char> _attributes = attributes;

    public ReadOnlySpan<char> Name { get; } = name;

    public HtmlElement Element { get; } = HtmlElements.Of(name);

    public bool IsEnd { get; } = isEnd;

    /// <summary>True for an element that a reader of the HTML does not see.</summary>
    public bool IsHidden =>
        _attributes.ContainsAny(Display)
        && TryFind("style", out var style)
        && style.IndexOf("display", StringComparison.OrdinalIgnoreCase) is >= 0 and var at
        && style[(at + "display".Length)..].TrimStart() is [':', .. var value]
        && value.TrimStart().StartsWith("none", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a table that only arranges, and has no rows and columns to read.</summary>
    public bool IsPresentation => TryFind("role", out var role) && role.Trim().Equals("presentation", StringComparison.OrdinalIgnoreCase);

    /// <summary>The raw value of an attribute, entities and all.</summary>
    public bool TryFind(string attribute, out ReadOnlySpan<char> value)
    {
        for (var rest = _attributes; !rest.IsEmpty;)
        {
            rest = rest.TrimStart(" \t\r\n\f/");
            var nameEnd = rest.IndexOfAny(NameEnds);
            var name = nameEnd < 0 ? rest : rest[..nameEnd];
            rest = nameEnd < 0 ? [] : rest[nameEnd..].TrimStart(" \t\r\n\f");
            value = rest is ['=', ..] ? Value(ref rest) : [];
            if (name.Equals(attribute, StringComparison.OrdinalIgnoreCase))
                return true;
            if (name.IsEmpty && value.IsEmpty && !rest.IsEmpty)
                rest = rest[1..];
        }

        value = [];
        return false;
    }

    private static ReadOnlySpan<char> Value(scoped ref ReadOnlySpan<char> rest)
    {
        rest = rest[1..].TrimStart(" \t\r\n\f");
        var isQuoted = rest is ['"' or '\'', ..];
        var value = isQuoted ? rest[1..] : rest;
        var end = isQuoted ? value.IndexOf(rest[0]) : value.IndexOfAny(Spaces);
        end = end < 0 ? value.Length : end;
        rest = value[Math.Min(value.Length, isQuoted ? end + 1 : end)..];
        return value[..end];
    }
}
