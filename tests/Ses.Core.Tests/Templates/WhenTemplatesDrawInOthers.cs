using Ses.Templates;

namespace Ses.Core.Tests.Templates;

public sealed class WhenTemplatesDrawInOthers
{
    [Fact]
    public void A_layout_is_filled_by_blocks()
    {
        var layout = Liquid.Template("base", "<html><head><title>{% block title %}News{% endblock %}</title></head><body>{% block content %}{% endblock %}<i>{{ company }}</i></body></html>");
        Assert.Equal(
            "<html><head><title>News</title></head><body><p>Hi Ada</p><i>A&amp;B</i></body></html>",
            Liquid.RenderHtml("{% layout 'base' %}{% block content %}<p>Hi {{ name }}</p>{% endblock %}", """{"name":"Ada","company":"A&B"}""", layout));
        Assert.Equal(
            "<html><head><title>Ada&lt;</title></head><body>x<i>C</i></body></html>",
            Liquid.RenderHtml("{% layout 'base' %}\n{% block title %}{{ name }}{% endblock %}\n{% block content %}x{% endblock %}\n", """{"name":"Ada<","company":"C"}""", layout));
    }

    [Fact]
    public void Loose_text_fills_the_block_content()
    {
        var layout = Liquid.Template("base", "<body>{% block content %}{% endblock %}</body>");
        Assert.Equal("<body>\n<p>Hi Ada</p></body>", Liquid.RenderHtml("{% layout 'base' %}\n<p>Hi {{ name }}</p>", """{"name":"Ada"}""", layout));
    }

    [Fact]
    public void Layouts_stand_in_layouts_and_see_what_was_assigned_before()
    {
        var outer = Liquid.Template("outer", "[{{ color }}|{% block head %}h{% endblock %}|{% block content %}{% endblock %}]");
        var inner = Liquid.Template("inner", "{% layout 'outer' %}{% block content %}<div>{% block part %}p{% endblock %}</div>{% endblock %}");
        Assert.Equal("[red|h|<div>Ada</div>]", Liquid.RenderHtml("{% layout 'inner' %}{% assign color = 'red' %}{% block part %}{{ name }}{% endblock %}", """{"name":"Ada"}""", outer, inner));
        Assert.Equal("[red|x|<div>p</div>]", Liquid.RenderHtml("{% layout 'inner' %}{% assign color = 'red' %}{% block head %}x{% endblock %}", "{}", outer, inner));
        Assert.Equal(["name"], Liquid.Html("{% layout 'inner' %}{% assign color = 'red' %}{% block part %}{{ name }}{% endblock %}", outer, inner).Variables.Select(variable => variable.Name));
    }

    [Fact]
    public void Render_sees_the_data_and_what_it_is_handed()
    {
        var button = Liquid.Template("button", "<a href=\"{{ url }}\">{{ label | default: 'Open' }} {{ name }}</a>");
        Assert.Equal(
            "<a href=\"https://x.example\">Go Ada</a><a href=\"https://x.example\">Open Ada</a>",
            Liquid.RenderHtml("{% assign name = 'Bob' %}{% render 'button', url: link, label: 'Go' %}{% render 'button' url: link %}", """{"name":"Ada","link":"https://x.example"}""", button));
        Assert.Equal(
            [new("link", true), new("label", false), new("name", true)],
            Liquid.Html("{% assign name = 'Bob' %}{% render 'button', url: link %}", button).Variables);
    }

    [Fact]
    public void Include_sees_all_and_hands_back_what_it_assigns()
    {
        var partial = Liquid.Template("set", "{% assign greeting = 'Hello ' | append: name %}{{ x }}", TemplateType.PlainText);
        Assert.Equal("1Hello Ada2Hello Ada", Liquid.RenderText("{% for x in (1..2) %}{% include 'set' %}{{ greeting }}{% endfor %}", """{"name":"Ada"}""", partial));
        Assert.Equal([new("name", true)], Liquid.Text("{% for x in (1..2) %}{% include 'set' %}{{ greeting }}{% endfor %}", partial).Variables);
    }

    [Fact]
    public void A_partial_is_escaped_by_where_it_is_drawn_in()
    {
        var partial = Liquid.Template("link", "{{ base }}/{{ id }}");
        Assert.Equal(
            "<a href=\"https://x.example/a&quot;\">https://x.example/a&quot;</a>",
            Liquid.RenderHtml("<a href=\"{% include 'link' %}\">{% include 'link' %}</a>", """{"base":"https://x.example","id":"a\""}""", partial));
        Assert.Contains("'javascript' is not", Assert.ThrowsAny<SesException>(
            () => Liquid.RenderHtml("{% include 'link' %}<a href=\"{% include 'link' %}\"></a>", """{"base":"javascript:x","id":"a"}""", partial)).Message, StringComparison.Ordinal);
        Assert.Contains("line 1, column 1 of the template 'link': a value cannot stand in <script>", Liquid.ErrorOf(() => Liquid.Html("<script>{% include 'link' %}</script>", partial)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_body_takes_the_text_of_an_html_template()
    {
        var footer = Liquid.Template("footer", "<p>Bye, {{ name }}</p>", text: "Bye, {{ name }}");
        var set = Ses.Templates.Internal.TemplateSet.Compile(
            new("", "<b>x</b>{% render 'footer' %}", "x {% render 'footer' %}", new Dictionary<string, MailTemplate> { ["footer"] = footer }), new());
        var content = set.Render("""{"name":"A&B"}""", null);
        Assert.Equal(("<b>x</b><p>Bye, A&amp;B</p>", "x Bye, A&B"), (content.Html, content.Text));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        MailTemplate[] all =
        [
            Liquid.Template("plain", "text", TemplateType.PlainText), Liquid.Template("html", "<p>x</p>"), Liquid.Template("self", "{% include 'self' %}"), Liquid.Template("a", "{% render 'b' %}"),
            Liquid.Template("b", "{% render 'a' %}"), Liquid.Template("base", "{% block content %}{% endblock %}"), Liquid.Template("child", "{% layout 'base' %}x"),
            Liquid.Template("round", "{% layout 'round' %}"), Liquid.Template("tag", "<p title=\""), Liquid.Template("up", "{% include 'mail' %}"),
        ];
        Error("{% render 'plain' %}", "the template 'plain' is plain text; an HTML body draws in HTML only");
        Error("{% render 'hmtl' %}", "there is no template named 'hmtl' in this account; did you mean 'html'?");
        Error("{% include 'self' %}", "line 1, column 12 of the template 'self': the templates go in a circle: mail → self → self");
        Error("{% include 'a' %}", "the templates go in a circle: mail → a → b → a");
        Error("{% include 'up' %}", "the templates go in a circle: mail → up → mail");
        Error("{% include 'child' %}", "a template with a layout is a whole mail");
        Error("{% include 'base' %}", "a template with blocks is a layout");
        Error("{% layout 'round' %}x", "the layouts go in a circle: mail → round → round");
        Error("{% layout 'base' %}{% block other %}{% endblock %}", "no layout has a block 'other'; there are: content");
        Error("{% layout 'base' %}a{% block content %}b{% endblock %}", "there is more than one block 'content'");
        Error("{% layout 'base' %}{% block content %}{% block content %}{% endblock %}{% endblock %}", "would be shown twice");
        Error("{% include 'tag' %}", "the HTML ends in the attribute title");
        Assert.Contains("is HTML and has no text", Liquid.ErrorOf(() => Liquid.Text("{% include 'html' %}", all)), StringComparison.Ordinal);
        void Error(string source, string expected) => Assert.Contains(expected, Liquid.ErrorOf(() => Liquid.Html(source, all)), StringComparison.Ordinal);
    }

    [Fact]
    public void They_go_only_so_deep()
    {
        MailTemplate[] chain = [.. Enumerable.Range(0, 40).Select(i => Liquid.Template($"t{i}", $"{{% include 't{i + 1}' %}}")), Liquid.Template("t40", "x")];
        Assert.Equal("x", Liquid.RenderHtml("{% include 't26' %}", "{}", chain));
        var error = Assert.ThrowsAny<SesException>(() => Liquid.Html("{% include 't0' %}", chain));
        Assert.Equal(SesErrorCode.LimitExceeded, error.Code);
        Assert.Contains("more than 16 templates within one another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_that_double_in_each_other_cost_no_more_than_the_limits()
    {
        MailTemplate[] doubled = [.. Enumerable.Range(0, 15).Select(i => Liquid.Template($"t{i}", $"{{% include 't{i + 1}' %}}{{% include 't{i + 1}' %}}{{{{ v{i} }}}}")), Liquid.Template("t15", string.Concat(Enumerable.Repeat("{{ a }}", 100)))];
        var set = Liquid.Html("{% include 't0' %}", doubled);
        Assert.Equal(16, set.Variables.Count);
        var data = "{" + string.Join(',', Enumerable.Range(0, 15).Select(i => $"\"v{i}\":1").Append("\"a\":1")) + "}";
        Assert.Equal(SesErrorCode.LimitExceeded, Assert.ThrowsAny<SesException>(() => set.Render(data, null)).Code);
    }
}
