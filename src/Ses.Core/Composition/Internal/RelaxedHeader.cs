using System.Text;

namespace Ses.Composition.Internal;

/// <summary>The relaxed canonical form of a header field (RFC 6376 §3.4.2): name in lower case, unfolded, white space runs as one space, none at the ends.</summary>
internal static class RelaxedHeader
{
    public static string Of(string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var canonical = new StringBuilder(field.Length);
        canonical.Append(field[..colon].TrimEnd().ToLowerInvariant()).Append(':');
        var start = canonical.Length;
        var space = false;
        foreach (var c in field.AsSpan(colon + 1))
        {
            if (c is '\r' or '\n')
                continue;
            if (c is ' ' or '\t')
            {
                space = true;
                continue;
            }

            if (space && canonical.Length > start)
                canonical.Append(' ');
            space = false;
            canonical.Append(c);
        }

        return canonical.ToString();
    }
}
