using Ses.Templates;

namespace Ses.Core.Tests.Templates;

public sealed class WhenATemplateIsABomb
{
    [Theory]
    [InlineData("\n{% for i in (1..1000000000) %}{% endfor %}", "line 2, column 1: more than 100000 steps; to lift it: ses.Configure(o => o.Templates.MaxSteps = …)")]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}", "more than 100000 steps")]
    [InlineData("{% for i in (1..1000000000) reversed %}{% for j in (1..1000000000) %}{% endfor %}{% endfor %}", "more than 100000 steps")]
    [InlineData("{% for i in (1..400) %}{% for j in (1..400) %}{% if i == j %}{% endif %}{% endfor %}{% endfor %}", "more than 100000 steps")]
    [InlineData("{{ (1..1000000000) | join }}", "more than 100000 steps")]
    [InlineData("{{ (1..1000000000) | sum }}", "more than 100000 steps")]
    [InlineData("{% assign a = 'x' %}{% for i in (1..1000) %}{% assign a = a | append: a %}{% endfor %}", "")]
    [InlineData("{% assign a = 'x' %}{% for i in (1..1000) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}", "")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..1000) %}{% assign a = a | replace: 'x', a %}{% endfor %}", "grows over 4194304 characters")]
    [InlineData("{% assign a = (1..1000) | join %}{% for i in (1..1000) %}{% assign a = a | replace: '', a %}{% endfor %}", "grows over 4194304 characters")]
    [InlineData("{% assign a = 'a b' | split: ' ' %}{% for i in (1..1000) %}{% assign a = a | concat: a %}{% endfor %}", "more than 100000 steps")]
    [InlineData("{% assign a = (1..3000) | join %}{% assign l = (1..3000) | join: a %}", "grows over 4194304 characters")]
    [InlineData("{% assign a = (1..50000) | join %}{% for i in (1..90000) %}{% assign b = a | upcase | size %}{% endfor %}", "more than 100000 steps")]
    [InlineData("{% assign a = (1..50000) | join %}{% for i in (1..90000) %}{% if a contains 'xyz' %}{% endif %}{% endfor %}", "more than 100000 steps")]
    [InlineData("{% assign a = (1..20000) | join | split: '' %}{% for i in (1..90000) %}{% assign b = a | sort %}{% endfor %}", "more than 100000 steps")]
    [InlineData("{% assign a = (1..50000) | join %}{% for i in (1..90000) %}{{ a }}{% endfor %}", "")]
    public void It_costs_no_more_than_the_limits_allow(string source, string expected)
    {
        var memory = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsAny<SesException>(() => Liquid.RenderText(source));
        Assert.Equal(SesErrorCode.LimitExceeded, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("line ", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - memory, 0, 2_000_000_000);
    }

    [Fact]
    public void Limits_are_options()
    {
        const string Source = "{% for i in (1..50) %}0123456789{% endfor %}";
        Assert.Equal(500, Liquid.RenderText(Source, "{}", new TemplatesOptions { MaxSteps = 51, MaxOutputLength = 500 }).Length);
        Assert.Contains("more than 50 steps", Assert.ThrowsAny<SesException>(() => Liquid.RenderText(Source, "{}", new TemplatesOptions { MaxSteps = 50 })).Message, StringComparison.Ordinal);
        Assert.Contains("over 499 characters", Assert.ThrowsAny<SesException>(() => Liquid.RenderText(Source, "{}", new TemplatesOptions { MaxOutputLength = 499 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_tags_that_end_nowhere_are_read_once()
    {
        foreach (var source in new[] { "{% raw %}", "{% comment %}", "{{ 'a", "{%", "{{", "{% if a %}", "{% endif", "{% #" })
            Assert.ThrowsAny<SesException>(() => Liquid.Text(string.Concat(Enumerable.Repeat(source, 20_000))));
    }
}
