namespace Ses.Core.Tests.Templates;

public sealed class WhenFiltersAreUsed
{
    private const string Data = """
        {"n":null,"s":"Hello World","list":["b","A","c"],"items":[{"t":"Tea","p":4},{"t":"Cake","p":2.5},{"t":"Bun","p":4}],
         "ship":"2026-03-14T09:26:53Z","html":"<b>x</b> & y","nested":[[1,2],[3,[4]]]}
        """;

    [Theory]
    [InlineData("s | upcase", "HELLO WORLD")]
    [InlineData("s | downcase", "hello world")]
    [InlineData("'hELLO' | capitalize", "Hello")]
    [InlineData("s | append: '!' | prepend: '¡'", "¡Hello World!")]
    [InlineData("'  x ' | strip | append: '|'", "x|")]
    [InlineData("'  x ' | lstrip | append: '|'", "x |")]
    [InlineData("'  x ' | rstrip | append: '|'", "  x|")]
    [InlineData("s | replace: 'o', '0'", "Hell0 W0rld")]
    [InlineData("s | replace_first: 'o', '0'", "Hell0 World")]
    [InlineData("s | replace_last: 'o', '0'", "Hello W0rld")]
    [InlineData("s | remove: 'l'", "Heo Word")]
    [InlineData("s | remove_first: 'l' | remove_last: 'l'", "Helo Word")]
    [InlineData("s | truncate: 8", "Hello...")]
    [InlineData("s | truncate: 8, '…'", "Hello W…")]
    [InlineData("s | truncatewords: 1", "Hello...")]
    [InlineData("s | slice: -5, 3", "Wor")]
    [InlineData("s | split: ' ' | last", "World")]
    [InlineData("s | size", "11")]
    [InlineData("'a,b,,' | split: ',' | join: '+'", "a+b")]
    public void Texts_are_changed(string expression, string expected) => Check(expression, expected);

    [Theory]
    [InlineData("7 | plus: 3 | minus: 1 | times: 2", "18")]
    [InlineData("7 | divided_by: 2", "3")]
    [InlineData("-7 | divided_by: 2", "-4")]
    [InlineData("7 | divided_by: 2.0", "3.5")]
    [InlineData("1 | divided_by: 3.0", "0.3333333333333333")]
    [InlineData("-7 | modulo: 3", "2")]
    [InlineData("4.6 | round", "5")]
    [InlineData("4.5 | round", "5")]
    [InlineData("3.14159 | round: 2", "3.14")]
    [InlineData("4.2 | ceil", "5")]
    [InlineData("-4.2 | floor", "-5")]
    [InlineData("-3 | abs", "3")]
    [InlineData("3 | at_least: 5 | at_most: 4", "4")]
    [InlineData("'12abc' | plus: 1", "13")]
    [InlineData("'3.5' | times: 2", "7.0")]
    public void Numbers_are_computed(string expression, string expected) => Check(expression, expected);

    [Theory]
    [InlineData("list | join: ', '", "b, A, c")]
    [InlineData("list | sort | join", "A b c")]
    [InlineData("list | sort_natural | join", "A b c")]
    [InlineData("list | reverse | join", "c A b")]
    [InlineData("list | first", "b")]
    [InlineData("list | concat: list | uniq | size", "3")]
    [InlineData("items | map: 't' | join", "Tea Cake Bun")]
    [InlineData("items | where: 'p', 4 | map: 't' | join", "Tea Bun")]
    [InlineData("items | reject: 'p', 4 | map: 't' | join", "Cake")]
    [InlineData("items | sort: 'p' | map: 't' | join", "Cake Tea Bun")]
    [InlineData("items | sum: 'p'", "10.5")]
    [InlineData("items | has: 't', 'Tea'", "true")]
    [InlineData("items | find_index: 't', 'Cake'", "1")]
    [InlineData("nested | join: '.'", "1.2.3.4")]
    [InlineData("items | uniq: 'p' | size", "2")]
    [InlineData("items | compact: 't' | size", "3")]
    public void Lists_are_changed(string expression, string expected) => Check(expression, expected);

    [Theory]
    [InlineData("ship | date: '%d %B %Y, %H:%M'", "14 March 2026, 09:26")]
    [InlineData("ship | date: '%-d/%-m/%y'", "14/3/26")]
    [InlineData("1457947613 | date: '%F %T'", "2016-03-14 09:26:53")]
    [InlineData("ship | date: '%c'", "Sat Mar 14 09:26:53 2026")]
    [InlineData("'no date' | date: '%Y'", "no date")]
    [InlineData("html | escape", "&lt;b&gt;x&lt;/b&gt; &amp; y")]
    [InlineData("'&lt; <' | escape_once", "&lt; &lt;")]
    [InlineData("html | strip_html", "x & y")]
    [InlineData("'a b&c/ä' | url_encode", "a+b%26c%2F%C3%A4")]
    [InlineData("'a+b%26' | url_decode", "a b&")]
    [InlineData("'ä' | base64_encode", "w6Q=")]
    [InlineData("'w6Q=' | base64_decode", "ä")]
    [InlineData("'a??>' | base64_url_safe_encode", "YT8_Pg==")]
    [InlineData("'YT8_Pg' | base64_url_safe_decode", "a??>")]
    [InlineData("n | default: 'there'", "there")]
    [InlineData("'' | default: 'there'", "there")]
    [InlineData("false | default: 'x', allow_false: true", "false")]
    [InlineData("s | default: missing_too", "Hello World")]
    public void Dates_markup_and_defaults_are_written(string expression, string expected) => Check(expression, expected);

    [Theory]
    [InlineData("{{ 1 | divided_by: 0 }}", "divided by zero")]
    [InlineData("{{ 'x' | slice: 'a' }}", "is not a whole number")]
    [InlineData("{{ 's' | base64_decode }}", "base64_decode")]
    [InlineData("{{ list | sort: 5 | join }}\n", "")]
    [InlineData("{{ items | sort | join }}", "have no order")]
    [InlineData("{{ list | concat: 'x' | join }}", "is not a list")]
    [InlineData("{{ 79228162514264337593543950335 | times: 10 }}", "times")]
    [InlineData("{{ 1 | date: '%999999999n' }}", "a width of two digits")]
    [InlineData("{{ 99999999999999999999 | date: '%Y' }}", "out of range")]
    [InlineData("{{ (1..9999999999) | first }}", "a range goes from")]
    [InlineData("{% if 'abc' > 5 %}{% endif %}", "cannot be compared")]
    [InlineData("{% for i in list limit: 'x' %}{% endfor %}", "is not a whole number")]
    [InlineData("{{ items[0] }}", "an object cannot be shown")]
    public void What_they_cannot_do_is_an_error_with_its_place(string source, string expected)
    {
        if (expected.Length == 0)
        {
            Assert.Equal("b A c\n", Liquid.RenderText(source, Data));
            return;
        }

        var error = Assert.ThrowsAny<SesException>(() => Liquid.RenderText(source, Data));
        Assert.Equal(SesErrorCode.TemplateFailed, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("line 1, column 1: ", error.Message, StringComparison.Ordinal);
    }

    private static void Check(string expression, string expected) => Assert.Equal(expected, Liquid.RenderText($"{{{{ {expression} }}}}", Data));
}
