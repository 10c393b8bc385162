using Ses.Templates;

namespace Ses.Core.Tests.Templates;

public sealed class WhenAValueIsMissing
{
    [Fact]
    public void It_is_an_error_and_never_an_empty_hole()
    {
        var error = Assert.ThrowsAny<SesException>(() => Liquid.RenderText("Hello\n  {{ name }}", "{}"));
        Assert.Equal(SesErrorCode.VariableMissing, error.Code);
        Assert.Equal("the template wants the variable 'name' (line 2, column 6), and it has no value", error.Message);
    }

    [Theory]
    [InlineData("{{ a | upcase }}")]
    [InlineData("{{ a.b }}")]
    [InlineData("{{ order.total }}")]
    [InlineData("{{ list[5] }}")]
    [InlineData("{{ order | where: 'x', 1 | first }}")]
    [InlineData("{{ 'x' | append: a }}")]
    [InlineData("{% assign b = a %}")]
    [InlineData("{% for i in a %}{% endfor %}")]
    [InlineData("{% for i in list %}{{ i.title }}{% endfor %}")]
    [InlineData("{% if a == 'x' %}{% endif %}")]
    [InlineData("{% if a > 1 %}{% endif %}")]
    [InlineData("{% case a %}{% when 1 %}{% endcase %}")]
    [InlineData("{% if order %}{{ a }}{% endif %}")]
    [InlineData("{{ nothing }}")]
    [InlineData("{{ nil }}")]
    [InlineData("{% for i in (1..a) %}{% endfor %}")]
    public void Every_use_that_needs_it_is_refused(string source) =>
        Assert.Equal(SesErrorCode.VariableMissing, Assert.ThrowsAny<SesException>(() => Liquid.RenderText(source, """{"order":{},"list":[1],"nothing":null}""")).Code);

    [Theory]
    [InlineData("{{ a | default: 'x' }}", "x")]
    [InlineData("{{ a | upcase | default: 'x' }}", "x")]
    [InlineData("{{ a | default: b | default: 'x' }}", "x")]
    [InlineData("{% if a %}{{ a }}{% else %}x{% endif %}", "x")]
    [InlineData("{% if a and a == 1 %}y{% else %}x{% endif %}", "x")]
    [InlineData("{% unless a %}x{% endunless %}", "x")]
    [InlineData("{% if a == nil %}x{% endif %}", "x")]
    [InlineData("{% if a != blank %}y{% else %}x{% endif %}", "x")]
    [InlineData("{% if false %}{{ a }}{% else %}x{% endif %}", "x")]
    [InlineData("{% unless a %}{% assign a = 'x' %}{% endunless %}{{ a }}", "x")]
    [InlineData("{% assign a = a | default: 'x' %}{{ a }}", "x")]
    [InlineData("{% for i in (1..0) %}{{ a }}{% else %}x{% endfor %}", "x")]
    public void What_the_text_has_an_answer_for_may_be_missing(string source, string expected) =>
        Assert.Equal(expected, Liquid.RenderText(source.Replace("default: b |", "default: 'x' |", StringComparison.Ordinal), "{}"));

    [Fact]
    public void All_that_is_missing_is_told_at_once()
    {
        var set = Liquid.Html("<p>{{ a }} {{ order.id }} {% if c %}{{ d }}{% endif %}{% for i in e %}{% endfor %}{{ a }}{{ f | default: 'x' }}</p>");
        var errors = set.Check("""{"c":true,"order":{}}""", null, Liquid.Now);
        Assert.Equal(["""Data["a"]""", """Data["order.id"]""", """Data["d"]""", """Data["e"]"""], errors.Select(error => error.Field));
        Assert.All(errors, error => Assert.Equal(SesErrorCode.VariableMissing, error.Code));
    }

    [Fact]
    public void A_branch_that_is_not_taken_needs_nothing()
    {
        var set = Liquid.Html("<p>{% if vip %}{{ discount }}{% endif %}</p>");
        Assert.Empty(set.Check("""{"vip":false}""", null, Liquid.Now));
        Assert.Equal(["""Data["discount"]"""], set.Check("""{"vip":true}""", null, Liquid.Now).Select(error => error.Field));
    }

    [Fact]
    public void A_name_that_is_not_used_is_told_with_what_may_be_meant()
    {
        var error = Assert.Single(Liquid.Text("{{ first_name }}").Check("""{"first_name":"A","frist_name":"B"}""", null, Liquid.Now));
        Assert.Equal(("""Data["frist_name"]""", SesErrorCode.VariableUnknown), (error.Field, error.Code));
        Assert.Contains("did you mean 'first_name'?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"a":"\ud800"}""", "not JSON")]
    public void Data_that_is_no_JSON_object_is_an_error(string data, string expected)
    {
        var error = Assert.Single(Liquid.Text("{{ a }}").Check(data, null, Liquid.Now));
        Assert.Equal(("Data", SesErrorCode.Invalid), (error.Field, error.Code));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_is_nested_too_deeply_is_an_error()
    {
        var set = Liquid.Text("{{ a | default: 'x' }}");
        var deep = "{\"a\":" + new string('[', 4_000) + new string(']', 4_000) + "}";
        Assert.Equal(SesErrorCode.Invalid, Assert.Single(set.Check(deep, null, Liquid.Now)).Code);
        var large = "{\"a\":\"" + new string('x', 9_000) + "\"}";
        Assert.Equal(SesErrorCode.LimitExceeded, Assert.Single(set.Check(large, null, Liquid.Now)).Code);
    }

    [Theory]
    [InlineData("{{ a }}{{ b.c }}{{ a }}", "a b.c")]
    [InlineData("{{ a | default: 1 }}{% if b %}{{ b }}{% endif %}", "a? b?")]
    [InlineData("{% if a %}{{ a.b }}{{ c }}{% endif %}", "a? a.b? c")]
    [InlineData("{% if a == 1 %}{% endif %}{% if b == nil %}{% endif %}", "a b?")]
    [InlineData("{% if a %}{% endif %}{{ a }}", "a")]
    [InlineData("{% for x in items %}{{ x }}{{ x.y }}{{ forloop.index }}{{ z }}{% endfor %}{{ x }}", "items z x")]
    [InlineData("{% assign y = a | append: b %}{{ y }}{% capture z %}{{ c }}{% endcapture %}{{ z }}", "a b c")]
    [InlineData("{{ a[b].c }}{{ list.size }}{{ list[0].name }}{{ o['k'].l }}{{ [\"First Name\"] }}", "b a list o.k.l First Name")]
    [InlineData("{{ 'x' | replace: a, 'y' | default: b }}{% case c %}{% when d %}{% endcase %}", "a b c d")]
    [InlineData("{% unless a or b %}{{ a }}{{ b }}{% endunless %}", "a? b?")]
    public void Variables_are_listed_with_whether_they_are_required(string source, string expected) =>
        Assert.Equal(expected, string.Join(' ', Liquid.Text(source).Variables.Select(variable => variable.IsRequired ? variable.Name : variable.Name + "?")));

    [Fact]
    public void Subject_and_bodies_want_one_list_of_variables()
    {
        var set = Ses.Templates.Internal.TemplateSet.Compile(new("{{ a | default: 'x' }}", "<b>{{ b }}</b>", "{{ a }}", new Dictionary<string, MailTemplate>()), new());
        Assert.Equal([new TemplateVariable("a", true), new TemplateVariable("b", true)], set.Variables);
    }
}
