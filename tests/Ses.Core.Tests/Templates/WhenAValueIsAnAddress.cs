using System.Text.Json;

namespace Ses.Core.Tests.Templates;

public sealed class WhenAValueIsAnAddress
{
    [Theory]
    [InlineData("https://example.com/?a=1&b=2")]
    [InlineData("HTTP://example.com")]
    [InlineData("mailto:a@example.com")]
    [InlineData("tel:+49123")]
    [InlineData("cid:logo")]
    [InlineData("/path")]
    [InlineData("//example.com/a:b")]
    [InlineData("page.html?x=a:b")]
    [InlineData("#top")]
    [InlineData("")]
    public void Known_schemes_and_none_are_taken(string value)
    {
        foreach (var attribute in new[] { "href", "src", "action", "background", "poster", "xlink:href" })
            Assert.NotNull(Render($"<a {attribute}=\"{{{{ v }}}}\">", value));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData("  javascript:alert(1)")]
    [InlineData("java\tscript:alert(1)")]
    [InlineData("java\nscript:alert(1)")]
    [InlineData("java\r\nscript:alert(1)")]
    [InlineData("\u0001javascript:alert(1)")]
    [InlineData("java\0script:alert(1)")]
    [InlineData("java\u200bscript:alert(1)")]
    [InlineData("java\u00adscript:alert(1)")]
    [InlineData("java&#9;script:alert(1)")]
    [InlineData("java&Tab;script:alert(1)")]
    [InlineData("javascript&colon;alert(1)")]
    [InlineData("javascript&#58;alert(1)")]
    [InlineData("&#106;avascript:alert(1)")]
    [InlineData("&#x6A;avascript:alert(1)")]
    [InlineData("vbscript:x")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com")]
    [InlineData("example.com:8080/x")]
    [InlineData(":x")]
    public void Other_schemes_are_refused_however_they_are_disguised(string value)
    {
        foreach (var source in new[]
        {
            "<a href=\"{{ v }}\">", "<img src='{{ v }}'>", "<a href=\" {{ v }}\">", "<table background=\"{{ v }}\">", "<form action=\"{{ v }}\">", "<a href=\"{{ v | strip }}\">",
            "<a href=\"{% if v %}{{ v }}{% endif %}\">", "<svg><a xlink:href=\"{{ v }}\"></a></svg>", "<meta http-equiv=refresh content=\"0; url={{ v }}\">", "<p style=\"background: url({{ v }})\">",
        })
        {
            var error = Assert.ThrowsAny<SesException>(() => Render(source, value));
            Assert.Equal(SesErrorCode.TemplateFailed, error.Code);
            Assert.StartsWith("line 1, column ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_scheme_in_several_pieces_is_seen()
    {
        const string Data = """{"a":"java","b":"script:alert(1)","c":"script","list":["java","script",":alert(1)"]}""";
        foreach (var source in new[]
        {
            "<a href=\"{{ a }}{{ b }}\">", "<a href='java{{ b }}'>", "<a href=\"{% for x in list %}{{ x }}{% endfor %}\">", "<a href=\"{% if a %}java{% endif %}{{ b }}\">",
            "<a href=\"{% capture x %}{{ a }}{{ b }}{% endcapture %}{{ x }}\">", "<a href=\"jav&#97;{{ b }}\">", "<p title=\"x\"><a href=\"{{ a }}{{ b }}\">",
        })
            Assert.Contains("'javascript' is not", Assert.ThrowsAny<SesException>(() => Liquid.RenderHtml(source, Data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_a_scheme_of_the_templates_own_a_value_is_only_escaped()
    {
        Assert.Equal("<a href=\"https://x.example/a:b&amp;\">", Render("<a href=\"https://x.example/{{ v }}\">", "a:b&"));
        Assert.Equal("<a href=\"mailto:a@b.example\">", Render("<a href=\"mailto:{{ v }}\">", "a@b.example"));
        Assert.Equal("<img src=\"data:image/png;base64,AA==\">", Render("<img src=\"data:image/png;base64,{{ v }}\">", "AA=="));
    }

    [Fact]
    public void The_error_names_the_variable()
    {
        var error = Assert.Single(Liquid.Html("<a href=\"{{ link.url }}\">").Check("""{"link":{"url":"javascript:x"}}""", null, Liquid.Now));
        Assert.Equal(("""Data["link.url"]""", SesErrorCode.TemplateFailed), (error.Field, error.Code));
        Assert.Equal("line 1, column 10: the value 'javascript:x' begins an address in href: http, https, mailto, tel and cid are allowed, 'javascript' is not", error.Message);
    }

    [Theory]
    [InlineData("color: {{ v }}", "#ff0000", true)]
    [InlineData("color: {{ v }}", "rgb(1, 2, 3)", true)]
    [InlineData("width: {{ v }}px", "12.5", true)]
    [InlineData("font-family: '{{ v }}'", "Noto Sans", true)]
    [InlineData("background: url('{{ v }}')", "https://x.example/a.png?b=1&c=2", true)]
    [InlineData("background: url(https://x.example/{{ v }}.png)", "a-b", true)]
    [InlineData("color: {{ v }}", "red; position: fixed", false)]
    [InlineData("color: {{ v }}", "expression(alert(1))", false)]
    [InlineData("color: {{ v }}", "url(https://x)", false)]
    [InlineData("color: {{ v }}", "re\\64", false)]
    [InlineData("background: url('{{ v }}')", "https://x') ; color: red", false)]
    [InlineData("background: url(https://x.example/{{ v }}.png)", "a) b(", false)]
    public void In_a_style_it_is_a_word_a_color_or_an_address(string style, string value, bool isTaken)
    {
        if (isTaken)
            Assert.NotNull(Render($"<p style=\"{style}\">", value));
        else
            Assert.Equal(SesErrorCode.TemplateFailed, Assert.ThrowsAny<SesException>(() => Render($"<p style=\"{style}\">", value)).Code);
    }

    private static string Render(string source, string value) => Liquid.RenderHtml(source, JsonSerializer.Serialize(new Dictionary<string, string> { ["v"] = value }));
}
