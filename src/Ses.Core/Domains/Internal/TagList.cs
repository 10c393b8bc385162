namespace Ses.Domains.Internal;

/// <summary>Reads a tag list (RFC 6376 §3.2): <c>v=DKIM1; k=rsa; p=…</c>. White space within values is dropped, as a published key may be folded.</summary>
internal static class TagList
{
    public static Dictionary<string, string> Parse(string text)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                tags.TryAdd(part[..equals].Trim(), string.Concat(part[(equals + 1)..].Where(c => !char.IsWhiteSpace(c))));
        }

        return tags;
    }
}
