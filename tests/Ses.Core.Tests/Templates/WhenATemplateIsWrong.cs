namespace Ses.Core.Tests.Templates;

public sealed class WhenATemplateIsWrong
{
    [Theory]
    [InlineData("Hello {{ name", "line 1, column 7: {{ is opened and not closed with }}")]
    [InlineData("a\nb {% if x %}c", "line 2, column 3: {% if %} is not closed with {% endif %}")]
    [InlineData("{% for i in x %}{% endif %}", "line 1, column 17: {% endif %} does not belong here; the {% for %} of line 1, column 1 is open")]
    [InlineData("{% endfor %}", "line 1, column 1: {% endfor %} does not belong here; no tag is open")]
    [InlineData("{% else %}", "{% else %} does not belong here")]
    [InlineData("{% unles x %}{% endunless %}", "line 1, column 1: there is no tag 'unles'; did you mean 'unless'?")]
    [InlineData("{% frobnicate %}", "line 1, column 1: there is no tag 'frobnicate'")]
    [InlineData("\n\n  {{ name | upcaes }}", "line 3, column 13: there is no filter 'upcaes'; did you mean 'upcase'?")]
    [InlineData("{{ name | raw }}", "line 1, column 11: there is no filter 'raw'")]
    [InlineData("{{ name | append }}", "line 1, column 11: the filter 'append' takes one argument, not 0")]
    [InlineData("{{ name | truncate: 1, 2, 3 }}", "the filter 'truncate' takes 0 to 2 arguments, not 3")]
    [InlineData("{{ name | truncate: length: 3 }}", "the filter 'truncate' has no argument 'length'")]
    [InlineData("{{ first name }}", "line 1, column 10: 'name' is too much here")]
    [InlineData("{{ }}", "line 1, column 1: there is nothing between {{ and }}")]
    [InlineData("{{ a.0 }}", "line 1, column 6: a member's name is expected behind the dot, not '0'")]
    [InlineData("{{ 'abc }}", "line 1, column 4: ' begins a text that is not closed")]
    [InlineData("{{ “abc” }}", "“ is no quotation mark of the language")]
    [InlineData("{{ a + b }}", "'+' has no meaning here")]
    [InlineData("{{ (1..) }}", "a value is expected, not ')'")]
    [InlineData("{% if %}{% endif %}", "a value is expected, not the end")]
    [InlineData("{% if a startswith b %}{% endif %}", "line 1, column 9: 'startswith' is no operator; there are ==, !=, <>, <, <=, >, >=, contains")]
    [InlineData("{% if a = b %}{% endif %}", "'=' is no operator")]
    [InlineData("{% if a %}{% else if b %}{% endif %}", "line 1, column 19: 'if' is too much here; {% else %} takes nothing; with a condition it is {% elsif … %}")]
    [InlineData("{% if a %}{% else %}{% else %}{% endif %}", "{% else %} behind {% else %} is never reached")]
    [InlineData("{% case a %}x{% when 1 %}{% endcase %}", "line 1, column 13: nothing stands between {% case %} and the first {% when %}")]
    [InlineData("{% case a %}{% when %}{% endcase %}", "a value is expected, not the end")]
    [InlineData("{% for in items %}{% endfor %}", "'in' is expected, as in {% for in in items %}, not 'items'")]
    [InlineData("{% for i of items %}{% endfor %}", "'in' is expected, as in {% for i in items %}, not 'of'")]
    [InlineData("{% for i in items step: 2 %}{% endfor %}", "behind the list stand 'reversed', 'limit: 3' and 'offset: 1', not 'step'")]
    [InlineData("{% break %}", "{% break %} stands in no {% for %}")]
    [InlineData("{% assign = 1 %}", "a name is expected, as in {% assign name = 'value' %}, not '='")]
    [InlineData("{% assign a 1 %}", "'=' is expected behind the name")]
    [InlineData("{% raw %}{{ a }}", "{% raw %} is not closed with {% endraw %}")]
    [InlineData("{% comment %}{% comment %}{% endcomment %}", "{% comment %} is not closed with {% endcomment %}")]
    [InlineData("{% #\n a\n b %}", "each line of a {% # comment %} begins with #")]
    [InlineData("{% render footer %}", "the name of a template is expected in quotation marks, as in {% render 'footer' %}")]
    [InlineData("{% render 'footer' %}", "line 1, column 11: there is no template named 'footer' in this account")]
    [InlineData("text {% layout 'base' %}", "{% layout %} stands before everything else")]
    public void The_error_says_where_and_what(string source, string expected)
    {
        var error = Liquid.ErrorOf(() => Liquid.Text(source));
        Assert.StartsWith("line ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_draws_in_no_other_template() =>
        Assert.Contains("a subject has no {% render %}", Liquid.ErrorOf(() => Liquid.Subject("{% render 'x' %}")), StringComparison.Ordinal);

    [Fact]
    public void Tags_and_brackets_go_only_so_deep()
    {
        Assert.Contains(
            "more than 64 tags in one another",
            Liquid.ErrorOf(() => Liquid.Text(string.Concat(Enumerable.Repeat("{% if a %}", 100_000)))), StringComparison.Ordinal);
        Assert.Contains(
            "more than 32 brackets in one another",
            Liquid.ErrorOf(() => Liquid.Text("{{ a" + new string('[', 100_000) + "}}")), StringComparison.Ordinal);
        Assert.Contains(
            "more than 32 brackets in one another",
            Liquid.ErrorOf(() => Liquid.Text("{{ " + new string('(', 100_000) + "}}")), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_chains_are_no_depth()
    {
        Assert.Equal("X", Liquid.RenderText("{{ a " + string.Concat(Enumerable.Repeat("| upcase ", 20_000)) + "}}", """{"a":"x"}"""));
        Assert.Equal("y", Liquid.RenderText("{% if a " + string.Concat(Enumerable.Repeat("and a ", 20_000)) + "%}y{% endif %}", """{"a":1}"""));
        Assert.Equal("y", Liquid.RenderText("{% if b == 1 %}" + string.Concat(Enumerable.Repeat("{% elsif b == 2 %}", 10_000)) + "{% else %}y{% endif %}", """{"b":3}"""));
        Assert.Equal("", Liquid.RenderText("{% if a" + string.Concat(Enumerable.Repeat(".a", 20_000)) + " %}y{% endif %}", """{"a":1}"""));
    }
}
