using System.Text;

namespace Ses.Templates.Internal.Filters;

/// <summary>Drops tags, comments, and scripts and styles with what is in them. Looks at each character once.</summary>
internal static class TagStripper
{
    private static readonly (string Begin, string End)[] Blocks = [("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>")];

    public static string Strip(string text)
    {
        var result = new StringBuilder(text.Length);
        var missing = new HashSet<string>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('<', at);
            if (open < 0)
                break;
            result.Append(text, at, open - at);
            var end = EndOf(text, open, missing);
            if (end < 0)
                return result.Append(text, open, text.Length - open).ToString();
            at = end;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static int EndOf(string text, int open, HashSet<string> missing)
    {
        foreach (var (begin, end) in Blocks)
        {
            if (string.Compare(text, open, begin, 0, begin.Length, StringComparison.OrdinalIgnoreCase) != 0 || missing.Contains(end))
                continue;
            var close = text.IndexOf(end, open, StringComparison.OrdinalIgnoreCase);
            if (close >= 0)
                return close + end.Length;
            missing.Add(end);
        }

        return text.IndexOf('>', open) is >= 0 and var tagEnd ? tagEnd + 1 : -1;
    }
}
