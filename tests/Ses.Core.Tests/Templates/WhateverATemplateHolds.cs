using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Ses.Templates;
using Ses.Templates.Internal;

namespace Ses.Core.Tests.Templates;

public sealed class WhateverATemplateHolds
{
    private static readonly TemplatesOptions Small = new() { MaxSteps = 2_000, MaxOutputLength = 20_000 };

    private static readonly string[] Words =
    [
        "{{", "}}", "{%", "%}", "{%-", "-%}", "if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "for", "in", "endfor", "assign", "capture", "endcapture",
        "comment", "endcomment", "raw", "endraw", "break", "continue", "render", "include", "layout", "block", "endblock", "a", "b.c", "list", "forloop.index", "'x'", "\"", "'", "1", "-2.5", "(1..3)",
        "(", ")", "[", "]", ".", "..", ",", ":", "|", "=", "==", "!=", "<", ">=", "contains", "and", "or", "nil", "empty", "blank", "true", "limit:", "offset: continue", "reversed",
        "| upcase", "| split: ''", "| join: a", "| replace: '', a", "| slice: -9, 99999999999", "| divided_by: 0.0", "| times: 79228162514264337593543950335", "| round: -99", "| date: '%9N%c%Z'",
        "| sort", "| sort: 'c'", "| where: 'c'", "| map: 'c'", "| sum", "| first", "| default: b", "| url_decode", "| base64_decode", "| truncate: -5", "| truncatewords: 0", "| strip_html", "| escape_once",
        "| newline_to_br", "| concat: list", "| uniq", "| find: 'c', 1", " ", "\n", "text", "姓名", "\0", "\ud800", "<p>", "<a href=\"", "\">", "<!--", "-->", "<script>", "</script>", "<title>", "&amp;", "#",
    ];

    private static readonly string[] Tags =
    [
        "{{ a }}", "{{ b.c | upcase }}", "{% if a %}", "{% endif %}", "{% else %}", "{% for i in list %}", "{% endfor %}", "{{ i }}", "{% assign d = a | append: b.c %}", "{{ d | default: 'x' }}",
        "{% capture e %}", "{% endcapture %}", "{{ e | default: list }}", "{% case b.c %}", "{% when a, 1 %}", "{% endcase %}", "{{ list | join: a | split: 'x' | sort | reverse | first }}", "<b>", "</b>", "<a href='", "'>", "text", "\n",
    ];

    private static readonly string[] Html =
    [
        "<p>", "</p>", "<div class=\"a\">", "</div>", "<a href=\"https://x.example/", "<a title='", "\">", "'>", "<br/>", "<td", " class=\"", "\"", "'", ">", "/>", "<", "</", "<!--", " -->", "<!--[if mso]>", "<![endif]-->",
        "<title>", "</title>", "<style>", "</style>", "<script>", "</script>", "<textarea>", "</textarea>", "<svg>", "</svg>", "<math>", "<![CDATA[", "]]>", "<xmp>", "<?x", "</b", " style=\"", "url(", ")", ";", "<noscript>", "<!-", "--", "!", "&#", "<iframe srcdoc=\"", "<table>", "<tr>", "</table>", "<!DOCTYPE html>", "=", " ", " x", "text", "&amp;", "-", "<img src=\"",
        "<p style=\"color: ", "{{ v }}", "{{ v }}", "{{ v }}", "{{ w | append: v }}", "{% if v %}", "{% endif %}", "{% for i in (1..2) %}", "{% endfor %}", "{% capture c %}", "{% endcapture %}{{ c }}", "{{ v | escape }}", "{{ v | escape_once }}",
    ];

    private static readonly string[] Evil =
    [
        "<", ">", "\"", "'", "&", "-", "--", "-->", "<!--", "/", "=", " ", "`", "\n", "\t", "\0", "x", "</title>", "</script>", "<script>", "onload=", "&lt;", "&#60;", "<![endif]-->", "]]>", "\u2028", "😀",
    ];

    [Fact]
    public void It_compiles_and_renders_or_says_why_not() =>
        Gen.OneOf(Words).Array[0, 25].Select(string.Concat).Sample(source => Try(source, """{"a":"xyz<>","b":{"c":1},"list":[3,"x",{"c":1},[2],null,true]}"""), iter: 8_000);

    [Fact]
    public void Well_formed_pieces_in_any_order_do_too() =>
        Gen.OneOf(Tags).Array[0, 25].Select(string.Concat).Sample(source => Try(source, """{"a":"x","b":{"c":1},"list":["x","y",7]}"""), iter: 8_000);

    [Fact]
    public void Any_text_does_too() => Gen.String.Sample(text => Try("{{ a | " + text + "}}{% " + text, "{}"), iter: 4_000);

    [Fact]
    public void Any_data_does_too()
    {
        var set = Liquid.Html("<p title=\"{{ a }}\">{% for i in a %}{{ i | upcase }}{% endfor %}{{ a.b | plus: 1 | default: a }}{{ a | join: ' ' | date: '%Y' }}{% if a > 1 %}{{ a | sort }}{% endif %}</p>");
        var value = Gen.Recursive<string>((depth, inner) => depth > 4
            ? Gen.OneOf("null", "1e99", "-0.5", "true", "\"x\"", "\"2024-01-01\"", "\"\\ud800\"", "99999999999999999999999999999999")
            : Gen.OneOf(inner, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"), inner.Select(item => $"{{\"b\":{item}}}")));
        value.Sample(json => Guard(() => set.Render($"{{\"a\":{json}}}", null, Liquid.Now)), iter: 4_000);
    }

    [Fact]
    public void No_value_changes_what_html_is_made_of()
    {
        var values = Gen.OneOf(Evil).Array[0, 6].Select(string.Concat);
        var taken = 0;
        Gen.Select(Gen.OneOf(Html).Array[1, 16].Select(string.Concat), values, values).Sample(
            (source, v, w) =>
            {
                if (Compile(source) is not { } set || Render(set, "xv", "xw") is not { } plain || Render(set, "x" + v, "x" + w) is not { } evil)
                    return true;
                Interlocked.Increment(ref taken);
                return StructureOf(plain) == StructureOf(evil) && StructureOf(ForOutlook(plain)) == StructureOf(ForOutlook(evil));
            },
            iter: 30_000);
        Assert.InRange(taken, 1_000, 30_000);
    }

    private static TemplateSet? Compile(string source)
    {
        try
        {
            return TemplateSet.Compile(new("", source, null, new Dictionary<string, MailTemplate>()), Small);
        }
        catch (SesException)
        {
            return null;
        }
    }

    private static string? Render(TemplateSet set, string v, string w)
    {
        try
        {
            return set.Render(JsonSerializer.Serialize(new Dictionary<string, string> { ["v"] = v, ["w"] = w }), null).Html;
        }
        catch (SesException)
        {
            return null;
        }
    }

    private static void Try(string source, string data)
    {
        foreach (var sources in new[] { new TemplateSources("", source, null, new Dictionary<string, MailTemplate>()), new("", null, source, new Dictionary<string, MailTemplate>()) })
        {
            Guard(() =>
            {
                var set = TemplateSet.Compile(sources, Small);
                _ = set.Check(data, null, Liquid.Now);
                set.Render(data, null, Liquid.Now);
            });
        }
    }

    private static void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (SesException)
        {
            // What is wrong is said; any other exception fails the test.
        }
    }

    // As Outlook reads it: what stands in a conditional comment is HTML, and its ends are tokens of their own, which join nothing that stands beside them.
    private static string ForOutlook(string html)
    {
        // The parser's comments have this in the place of NUL, and are looked for in the text.
        html = html.Replace('\0', '\ufffd');
        foreach (var comment in new HtmlParser().ParseDocument(html).Descendants<IComment>().Select(comment => comment.Data))
        {
            if (comment.StartsWith("[if mso]>", StringComparison.Ordinal) && comment.EndsWith("<![endif]", StringComparison.Ordinal))
                html = html.Replace($"<!--{comment}-->", $"<!---->{comment[9..]}-->", StringComparison.Ordinal);
        }

        return html;
    }

    // Elements, attributes' names, comments, and what runs; not what is shown.
    private static string StructureOf(string html)
    {
        var structure = new StringBuilder();
        Describe(new HtmlParser().ParseDocument(html), structure);
        return structure.ToString();
    }

    private static void Describe(INode node, StringBuilder structure)
    {
        structure.Append('(').Append(node.NodeType == NodeType.Text ? "" : node.NodeName);
        if (node is IElement element)
        {
            structure.AppendJoin(' ', element.Attributes.Select(attribute => attribute.Name));
            if (element.LocalName is "script" or "style")
                structure.Append(element.TextContent);
        }

        foreach (var child in node.ChildNodes.Where(child => child.NodeType != NodeType.Text))
            Describe(child, structure);
        structure.Append(')');
    }
}
