namespace Ses.Core.Tests.Templates;

public sealed class WhenATemplateIsRendered
{
    private const string Order = """
        {"name":"Ada","paid":true,"total":12.50,"note":"a & b","tags":["new","hot"],
         "order":{"id":7,"lines":[{"title":"Tea","price":4,"count":2},{"title":"Cake","price":3.5,"count":1}]}}
        """;

    [Theory]
    [InlineData("Hello {{ name }}!", "Hello Ada!")]
    [InlineData("{{ total }} {{ paid }} {{ order.id }}", "12.50 true 7")]
    [InlineData("{{ order.lines[1].title }} {{ order['lines'][0]['title'] }} {{ order.lines[-1].price }}", "Cake Tea 3.5")]
    [InlineData("{{ tags.size }} {{ tags.first }} {{ tags.last }} {{ name.size }}", "2 new hot 3")]
    [InlineData("{{ ['name'] }}", "Ada")]
    [InlineData("{{ (1..4) | join: '-' }}", "1-2-3-4")]
    [InlineData("{{ 'a' }}{{ \"b\" }}{{ 3 }}{{ -1.5 }}{{ true }}", "ab3-1.5true")]
    [InlineData("{{ '{{' }} {{ '}}' }} {{ \"%}\" }}", "{{ }} %}")]
    public void Values_stand_where_they_are_named(string source, string expected) => Assert.Equal(expected, Liquid.RenderText(source, Order));

    [Theory]
    [InlineData("{% if paid %}yes{% else %}no{% endif %}", "yes")]
    [InlineData("{% if name == 'Bob' %}B{% elsif name == 'Ada' %}A{% else %}?{% endif %}", "A")]
    [InlineData("{% unless paid %}open{% else %}paid{% endunless %}", "paid")]
    [InlineData("{% if total > 12 and total <= 12.5 %}in{% endif %}", "in")]
    [InlineData("{% if name != 'Bob' and tags contains 'hot' %}x{% endif %}", "x")]
    [InlineData("{% if name <> 'Ada' or order.id == 7 %}x{% endif %}", "x")]
    [InlineData("{% if true or false and false %}right first{% endif %}", "right first")]
    [InlineData("{% if missing == nil and missing == blank %}nothing{% endif %}", "nothing")]
    [InlineData("{% if '' == empty and '  ' == blank %}e{% endif %}", "e")]
    [InlineData("{% if 0 and '' %}only nil and false are false{% endif %}", "only nil and false are false")]
    [InlineData("{% if '42' > 18 %}a column's text is compared as the number it is{% endif %}", "a column's text is compared as the number it is")]
    [InlineData("{% case order.id %}{% when 1, 2 %}few{% when 6 or 7 %}many{% else %}none{% endcase %}", "many")]
    [InlineData("{% case name %}{% when 'Bob' %}b{% else %}other{% endcase %}", "other")]
    public void Conditions_choose(string source, string expected) => Assert.Equal(expected, Liquid.RenderText(source, Order));

    [Theory]
    [InlineData("{% for l in order.lines %}{{ l.title }}{% unless forloop.last %}, {% endunless %}{% endfor %}", "Tea, Cake")]
    [InlineData("{% for i in (1..3) %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.length }} {% endfor %}", "10323 21213 32103 ")]
    [InlineData("{% for i in (1..6) limit: 2 offset: 3 %}{{ i }}{% endfor %}", "45")]
    [InlineData("{% for i in (1..3) reversed %}{{ i }}{% endfor %}", "321")]
    [InlineData("{% for i in (1..9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}", "13")]
    [InlineData("{% for i in none %}x{% else %}nothing{% endfor %}", "nothing")]
    [InlineData("{% for p in order.lines[0] %}{{ p[0] }}={{ p[1] }};{% endfor %}", "title=Tea;price=4;count=2;")]
    [InlineData("{% for a in (1..2) %}{% for b in (1..2) %}{{ forloop.parentloop.index }}{{ b }} {% endfor %}{% endfor %}", "11 12 21 22 ")]
    [InlineData("{% for i in (1..4) limit: 2 %}{{ i }}{% endfor %}-{% for i in (1..4) offset: continue %}{{ i }}{% endfor %}", "12-34")]
    public void Loops_repeat(string source, string expected) => Assert.Equal(expected, Liquid.RenderText(source, Order[..^1].TrimEnd().TrimEnd('}') + ",\"x\":0},\"none\":[]}"));

    [Theory]
    [InlineData("{% assign x = name | upcase %}{{ x }}", "ADA")]
    [InlineData("{% capture x %}[{{ name }}]{% endcapture %}{{ x }}{{ x | size }}", "[Ada]5")]
    [InlineData("{% assign sum = 0 %}{% for l in order.lines %}{% assign part = l.price | times: l.count %}{% assign sum = sum | plus: part %}{% endfor %}{{ sum }}", "11.5")]
    [InlineData("a{% comment %} {{ not.read }} {% if %} {% comment %}{% endcomment %} {% endcomment %}b", "ab")]
    [InlineData("a{% # a note, that's all %}b", "ab")]
    [InlineData("{% raw %}{{ name }} {% if %}{% endraw %}", "{{ name }} {% if %}")]
    [InlineData("a  {{- ' x ' -}}  b", "a x b")]
    [InlineData("a\n  {%- if paid -%}\n  b\n  {%- endif -%}\n  c", "abc")]
    [InlineData("a{% if paid %}\n  {% assign y = 1 %}\n{% endif %}b", "ab")]
    public void Names_notes_and_white_space_are_handled(string source, string expected) => Assert.Equal(expected, Liquid.RenderText(source, Order));

    [Fact]
    public void Names_may_be_of_any_script() => Assert.Equal("您好，李雷", Liquid.RenderText("您好，{{ 姓名 }}", """{"姓名":"李雷"}"""));

    [Fact]
    public void A_recipients_own_values_come_on_top_of_the_messages()
    {
        var set = Liquid.Text("{{ a }}{{ b }}{{ c }}");
        Assert.Equal("1yz", set.Render("""{"a":1,"b":"x","c":"z"}""", """{"b":"y","c":null}""").Text);
    }

    [Fact]
    public void A_number_stays_as_it_was_written() =>
        Assert.Equal("12.50 5.0 7 1e400", Liquid.RenderText("{{ a }} {{ b }} {{ c }} {{ d }}", """{"a":12.50,"b":5.0,"c":7,"d":1e400}"""));

    [Fact]
    public void Now_is_the_moment_of_acceptance() => Assert.Equal("2027-01-04", Liquid.RenderText("{{ 'now' | date: '%Y-%m-%d' }}"));

    [Fact]
    public void A_text_of_literals_and_values_only_is_flat()
    {
        Assert.Equal(4, Liquid.Text("Hello {{ name | upcase }}, {{ x }}").Text!.FlatParts!.Count);
        Assert.Null(Liquid.Text("{% if a %}b{% endif %}").Text!.FlatParts);
    }

    [Fact]
    public async Task One_set_serves_many_threads_at_once()
    {
        var set = Liquid.Html("<p>{% for i in (1..20) %}{% capture c %}{{ name }}{% endcapture %}{{ c | append: i }} {% endfor %}</p>");
        var expected = Enumerable.Range(0, 8).Select(thread => set.Render($$"""{"name":"n{{thread}}"}""", null).Html).ToList();
        var rendered = await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(
            () => Enumerable.Range(0, 50).Select(_ => set.Render($$"""{"name":"n{{thread}}"}""", null).Html).Distinct().Single(), TestContext.Current.CancellationToken)));
        Assert.Equal(expected, rendered);
    }
}
