namespace Ses.Templates.Internal;

/// <summary>Reads a text with <c>{{ variables }}</c>; a name is letters, digits and underscores, with dots between members.</summary>
internal static class TemplateParser
{
    public static IReadOnlyList<TemplatePart> Parse(string source)
    {
        var parts = new List<TemplatePart>();
        var at = 0;
        while (at < source.Length)
        {
            var open = source.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
                break;
            if (open > at)
                parts.Add(new TemplatePart.Literal(source[at..open]));
            var close = source.IndexOf("}}", open + 2, StringComparison.Ordinal);
            if (close < 0)
                throw Error(source, open, "a variable is opened with {{ and not closed with }}");
            var name = source[(open + 2)..close].Trim();
            if (!IsName(name))
                throw Error(source, open, $"'{Shown(name)}' is not a variable's name: letters, digits and underscores are expected, with dots between members, as in {{{{ order.total }}}}");
            parts.Add(new TemplatePart.Variable(name, LineOf(source, open)));
            at = close + 2;
        }

        if (at < source.Length)
            parts.Add(new TemplatePart.Literal(source[at..]));
        return parts;
    }

    private static bool IsName(string name) =>
        name.Split('.').All(member => member.Length > 0 && !char.IsDigit(member[0]) && member.All(c => char.IsLetterOrDigit(c) || c is '_' or '-'));

    private static SesException Error(string source, int at, string what) =>
        new(SesErrorCode.TemplateSyntax, $"line {LineOf(source, at)}, column {at - source.LastIndexOf('\n', at)}: {what}");

    private static int LineOf(string source, int at) => source.AsSpan(0, at).Count('\n') + 1;

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
