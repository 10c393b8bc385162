namespace Ses.Composition.Internal.PlainText;

/// <summary>Where a link leads, as a reader of plain text is told.</summary>
internal static class LinkTarget
{
    /// <summary>The target of an <c>href</c>; nothing where it leads nowhere outside the mail.</summary>
    /// <param name="href">The attribute as it stands.</param>
    /// <param name="decoded">Takes the target where references stand in it.</param>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> href, CharBuffer decoded)
    {
        var target = href.Trim();
        if (target.Contains('&'))
        {
            decoded.Clear();
            HtmlEntities.Decode(target, decoded);
            target = decoded.Written;
        }

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
