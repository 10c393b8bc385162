namespace Ses.Composition.Internal.PlainText;

/// <summary>Where a link leads, as a reader of plain text is told.</summary>
internal static class LinkTarget
{
    /// <summary>The target of an <c>href</c>; nothing where it leads nowhere outside the mail.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> href)
    {
        var target = href.Trim();
        // References are rare, and reading them costs an allocation.
        if (target.Contains('&'))
            target = HtmlEntities.Decode(target);
        if (target.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            return target["mailto:".Length..];
        if (target.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            return target["tel:".Length..];
        return target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? target : [];
    }

    /// <summary>True where the link's text says the same.</summary>
    public static bool IsSaid(ReadOnlySpan<char> target, ReadOnlySpan<char> text) => Bare(target).Equals(Bare(text.Trim()), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> target)
    {
        var scheme = target.IndexOf("://");
        return (scheme < 0 ? target : target[(scheme + 3)..]).TrimEnd('/');
    }
}
