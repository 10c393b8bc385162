namespace Ses.Core.Tests.Templates;

public sealed class WhenValuesStandInHtml
{
    private const string Evil = """<script>alert("1" & '2')</script>""";
    private const string Escaped = "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;";

    [Theory]
    [InlineData("<p>{{ v }}</p>", "<p>" + Escaped + "</p>")]
    [InlineData("<p title=\"{{ v }}\">x</p>", "<p title=\"" + Escaped + "\">x</p>")]
    [InlineData("<p title='{{ v }}'>x</p>", "<p title='" + Escaped + "'>x</p>")]
    [InlineData("<title>{{ v }}</title>", "<title>" + Escaped + "</title>")]
    [InlineData("<!-- {{ v }} -->", "<!-- " + Escaped + " -->")]
    [InlineData("{{ v | append: '<' }}", Escaped + "&lt;")]
    [InlineData("{{ v | escape }}", Escaped)]
    [InlineData("{{ v | escape | escape_once }}", Escaped)]
    [InlineData("{% assign w = v %}{{ w | strip }}", Escaped)]
    [InlineData("{% capture w %}<b>{{ v }}</b>{% endcapture %}{{ w }}", "<b>" + Escaped + "</b>")]
    [InlineData("{% capture w %}<b>{{ v }}</b>{% endcapture %}{{ w | append: '' }}", "&lt;b&gt;" + Escaped + "&lt;/b&gt;")]
    [InlineData("{% capture w %}<b>{{ v }}</b>{% endcapture %}<i title=\"{{ w }}\"></i>", "<i title=\"&lt;b&gt;" + Escaped + "&lt;/b&gt;\"></i>")]
    [InlineData("{{ v | newline_to_br }}", Escaped)]
    [InlineData("{{ '<a>' | newline_to_br }}", "&lt;a&gt;")]
    public void They_are_escaped_everywhere(string source, string expected) =>
        Assert.Equal(expected, Liquid.RenderHtml(source, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["v"] = Evil })));

    [Fact]
    public void Line_ends_become_breaks_and_the_rest_is_still_escaped() =>
        Assert.Equal("<p>a &lt;b&gt;<br />\nc</p><p title=\"a &lt;b&gt;\nc\"></p>", Liquid.RenderHtml("<p>{{ v | newline_to_br }}</p><p title=\"{{ v | newline_to_br }}\"></p>", """{"v":"a <b>\nc"}"""));

    [Fact]
    public void A_captured_address_keeps_its_ampersands() =>
        Assert.Equal(
            "<a href=\"https://x.example/?a=1&amp;b=2\">",
            Liquid.RenderHtml("{% capture u %}https://x.example/?a=1&amp;b={{ b }}{% endcapture %}<a href=\"{{ u }}\">", """{"b":2}"""));

    [Fact]
    public void Plain_text_and_subjects_are_not_escaped()
    {
        Assert.Equal("Tom & Jerry's <b>", Liquid.RenderText("{{ v }}", """{"v":"Tom & Jerry's <b>"}"""));
        Assert.Equal("Re: Tom & Jerry's", Liquid.Subject("Re: {{ v }}").Render("""{"v":"Tom & Jerry's"}""", null).Subject);
    }

    [Theory]
    [InlineData("a\r\nBcc: x@y.example")]
    [InlineData("a\nb\rc\0d\u0085e\u2028f\u2029g\tx\u000bz\u001b")]
    public void Nothing_in_a_value_ends_a_headers_line(string value)
    {
        foreach (var subject in new[] { "Hi {{ v }}", "{% capture c %}{{ v }}{% endcapture %}{{ c }}", "{{ v | append: v }}", "{{ v | url_encode | url_decode }}" })
        {
            var rendered = Liquid.Subject(subject).Render(System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["v"] = value }), null).Subject;
            Assert.DoesNotContain(rendered, c => char.IsControl(c) || c is '\u2028' or '\u2029');
        }
    }

    [Theory]
    [InlineData("<a href={{ v }}>", "a value cannot stand in an attribute without quotation marks; write href=\"{{ … }}\"")]
    [InlineData("<a href = x{{ v }}>", "without quotation marks")]
    [InlineData("<script>var a = \"{{ v }}\";</script>", "line 1, column 18: a value cannot stand in <script>")]
    [InlineData("<SCRIPT type='application/ld+json'>{{ v }}</SCRIPT>", "a value cannot stand in <script>")]
    [InlineData("<style>\np { color: {{ v }} }</style>", "line 2, column 12: a value cannot stand in <style>")]
    [InlineData("<a onclick=\"f('{{ v }}')\">", "a value cannot stand in onclick: it would be part of a program")]
    [InlineData("<img ONERROR='{{ v }}'>", "a value cannot stand in onerror")]
    [InlineData("<iframe srcdoc=\"{{ v }}\">", "a value cannot stand in srcdoc")]
    [InlineData("<{{ v }}>", "a value cannot be part of a tag's name")]
    [InlineData("<h{{ v }}>", "a value cannot be part of a tag's name")]
    [InlineData("</{{ v }}>", "a value cannot be part of a tag's name")]
    [InlineData("<p {{ v }}>", "a value cannot be an attribute's name")]
    [InlineData("<p {{ v }}=\"x\">", "a value cannot be an attribute's name")]
    [InlineData("<p data-{{ v }}=\"x\">", "a value cannot be an attribute's name")]
    [InlineData("<p class=\"x\"{{ v }}>", "a value cannot be an attribute's name")]
    [InlineData("<!{{ v }}>", "a value cannot stand in a declaration")]
    [InlineData("<!--{{ v }}-->", "a value cannot stand beside the hyphens of a comment")]
    [InlineData("<!-- -{{ v }}-->", "a value cannot stand beside the hyphens of a comment")]
    [InlineData("<a href=\"javascript:f('{{ v }}')\">", "a value cannot stand in an address that is a program")]
    [InlineData("<a href=\" java&#115;cript&colon;{{ v }}\">", "a value cannot stand in an address that is a program")]
    [InlineData("<a href=\"{{ v }}:x\">", "a value stands before this colon")]
    [InlineData("<textarea>{{ v }}</textarea><xmp>{{ v }}</xmp>", "a value cannot stand in <xmp>")]
    [InlineData("<script><!-- <script> </script>{{ v }}", "is read differently by different programs")]
    public void Where_no_escaping_helps_a_value_is_refused(string source, string expected)
    {
        var error = Liquid.ErrorOf(() => Liquid.Html(source));
        Assert.StartsWith("line ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>var a = 1 < 2;</script><p>{{ v }}</p>")]
    [InlineData("<style>a > b { content: '<p>' }</style>{{ v }}")]
    [InlineData("<!DOCTYPE html><html lang='en'><p class=x>{{ v }}</p>")]
    [InlineData("<img src='a.png' alt=''/><br/>{{ v }}")]
    [InlineData("a < b {{ v }} <3 {{ v }}")]
    [InlineData("<svg viewBox='0 0 1 1'><title>{{ v }}</title><path d='M0 0'/></svg>{{ v }}")]
    [InlineData("<!--[if mso]><v:rect href=\"https://x/{{ v }}\"><p>{{ v }}</p><![endif]--><p>{{ v }}</p>")]
    [InlineData("<!--[if !mso]><!--><p>{{ v }}</p><!--<![endif]-->")]
    [InlineData("<td{% if v %} class=\"a\"{% endif %}>{{ v }}</td>")]
    [InlineData("<option{% if v %} selected{% endif %} value=\"{{ v }}\">")]
    [InlineData("<p class=\"{% if v %}a{% else %}{{ v }}{% endif %}\">")]
    [InlineData("{% for i in (1..3) %}<a title=\"{% for j in (1..2) %}{{ j }}{% endfor %}\">{{ v }}</a>{% endfor %}")]
    [InlineData("{% if v %}<table>{% endif %}<tr>{{ v }}")]
    public void Html_as_it_is_in_mails_is_taken(string source) => Assert.NotNull(Liquid.RenderHtml(source, """{"v":"x"}"""));

    [Theory]
    [InlineData("{% if v %}<p title=\"{% endif %}x", "the HTML is in the attribute title behind one way through this tag, and between tags behind another")]
    [InlineData("{% if v %}<a {% else %}<b {% endif %}>", "within a tag behind one way")]
    [InlineData("<a href={% if v %}\"{% else %}'{% endif %}x", "the HTML is")]
    [InlineData("{% for i in v %}<!-- {% endfor %}", "in a comment behind another")]
    [InlineData("{% for i in v %}<p {% break %}>{% endfor %}", "the HTML is")]
    [InlineData("{% case v %}{% when 1 %}<script>{% endcase %}", "in <script> behind another")]
    [InlineData("{% capture c %}<a href=\"{% endcapture %}", "what is captured ends in the attribute href")]
    [InlineData("<td{% if v %} href{% endif %}=\"x\">", "'=' goes on a part of a tag that not every branch before it ends with")]
    [InlineData("<t{% if v %} a{% endif %}d>", "'d' goes on a part of a tag")]
    [InlineData("<p title=\"", "the HTML ends in the attribute title")]
    [InlineData("<p", "the HTML ends within a tag")]
    [InlineData("<!-- x", "the HTML ends in a comment")]
    public void Branches_must_leave_the_html_at_one_place(string source, string expected) =>
        Assert.Contains(expected, Liquid.ErrorOf(() => Liquid.Html(source)), StringComparison.Ordinal);

    [Fact]
    public void Within_a_conditional_comment_hyphens_cannot_end_it() =>
        Assert.Equal("<!--[if mso]><p>a&#45;&#45;&gt;</p><![endif]--><p>a-b</p>", Liquid.RenderHtml("<!--[if mso]><p>{{ v }}</p><![endif]--><p>{{ w }}</p>", """{"v":"a-->","w":"a-b"}"""));

    [Fact]
    public void Between_the_branches_of_a_revealed_comment_hyphens_stay() =>
        Assert.Equal("<!--[if !mso]><!--><p>a-b</p><!--<![endif]-->", Liquid.RenderHtml("<!--[if !mso]><!--><p>{{ v }}</p><!--<![endif]-->", """{"v":"a-b"}"""));
}
