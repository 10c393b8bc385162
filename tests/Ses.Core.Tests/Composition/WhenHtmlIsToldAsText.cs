using CsCheck;
using Ses.Composition.Internal.PlainText;

namespace Ses.Core.Tests.Composition;

public sealed class WhenHtmlIsToldAsText
{
    [Theory]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo\n")]
    [InlineData("One<br>Two<br/>Three", "One\nTwo\nThree\n")]
    [InlineData("<div>One</div><div>Two</div>", "One\nTwo\n")]
    [InlineData("<h1>Title</h1>Text", "Title\n\nText\n")]
    [InlineData("a\n   b\t c", "a b c\n")]
    [InlineData("<b>bold</b><i>er</i> <u>x</u>", "bolder x\n")]
    [InlineData("Tom &amp; Jerry &lt;3 &#8364; &#x20ac; &euro; &copy; &nosuch; &", "Tom & Jerry <3 \u20ac \u20ac \u20ac \u00a9 &nosuch; &\n")]
    [InlineData("a&nbsp;b", "a b\n")]
    [InlineData("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two\n")]
    [InlineData("<p>Do:</p><ol><li>One</li><li>Two<ul><li>Deep</li></ul></li><li><p>Three</p></li></ol><p>Done</p>", "Do:\n\n1. One\n2. Two\n  - Deep\n3. Three\n\nDone\n")]
    [InlineData("<table><tr><th>Item</th><th>Price</th></tr><tr><td>Tea</td><td>3.50</td></tr></table>", "Item | Price\nTea | 3.50\n")]
    [InlineData("<table role=presentation><tr><td>Left</td><td>Right</td></tr></table>", "Left\nRight\n")]
    [InlineData("<a href='https://example.com/a?x=1&amp;y=2'>Offer</a>!", "Offer (https://example.com/a?x=1&y=2)!\n")]
    [InlineData("<a href='https://example.com/'>example.com</a>", "example.com\n")]
    [InlineData("<a href='mailto:help@example.com'>help@example.com</a> <a href='tel:+49123'>Call</a>", "help@example.com Call (+49123)\n")]
    [InlineData("<a href='#top'>Top</a> <a href='javascript:x()'>Run</a>", "Top Run\n")]
    [InlineData("<a href='https://example.com/'><img src=x alt='Shop'></a>", "Shop (https://example.com/)\n")]
    [InlineData("<a href='https://example.com/'><img src=x></a>", "https://example.com/\n")]
    [InlineData("<a href='https://example.com/x'><h2>News</h2></a>Text", "News (https://example.com/x)\n\nText\n")]
    [InlineData("<blockquote><p>Said</p><p>More</p></blockquote>Answer", "> Said\n>\n> More\n\nAnswer\n")]
    [InlineData("Before<blockquote>Said</blockquote>After", "Before\n\n> Said\n\nAfter\n")]
    [InlineData("<pre>a  b\n  c</pre>", "a  b\n  c\n")]
    [InlineData("One<hr>Two", "One\n----------\nTwo\n")]
    [InlineData("<head><title>T</title><style>p{color:red}</style></head><body>Seen<script>if (a<b) x()</script></body>", "Seen\n")]
    [InlineData("<!-- <p>no</p> -->yes<!--[if mso]><p>no</p><![endif]--><!DOCTYPE html>", "yes\n")]
    [InlineData("<div style=\"color:red;display : none\">gone <div>gone</div> gone</div>here", "here\n")]
    [InlineData("5 < 6 and <3", "5 < 6 and <3\n")]
    [InlineData("<a title=\"a > b\" href=https://example.com/q>Q</a>", "Q (https://example.com/q)\n")]
    [InlineData("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth\n")]
    [InlineData("", "")]
    [InlineData("<p></p> <br> ", "")]
    [InlineData("<p>open", "open\n")]
    [InlineData("<a href=\"never closed", "")]
    public void It_reads_like_this(string html, string expected) => Assert.Equal(expected, HtmlText.Of(html));

    [Fact]
    public void Anything_at_all_gives_a_text_without_tags_of_known_elements() =>
        Gen.String[Gen.Char["<>/apli \"'=!-&;#x\n"], 0, 200].Sample(html =>
        {
            var text = HtmlText.Of(html);
            Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
        });

    [Fact]
    public void A_hundred_thousand_tags_take_no_longer_than_their_number()
    {
        var html = string.Concat(Enumerable.Repeat("<div><table><tr><td><ul><li>", 20_000));
        Assert.Equal("", HtmlText.Of(html));
        Assert.NotEqual("", HtmlText.Of(string.Concat(Enumerable.Repeat("<blockquote>x", 5_000))));
    }
}
