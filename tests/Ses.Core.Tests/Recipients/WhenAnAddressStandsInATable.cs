using Ses.Recipients.Internal;

namespace Ses.Core.Tests.Recipients;

public sealed class WhenAnAddressStandsInATable
{
    [Theory]
    [InlineData("ada@b.example")]
    [InlineData("  ada@b.example\t")]
    [InlineData("\u00a0ada@b.example\u3000")]
    [InlineData("\ufeff\u200bada@b.example\u200e\u2060")]
    [InlineData("'ada@b.example")]
    [InlineData("'ada@b.example'")]
    [InlineData("Ada Lovelace <ada@b.example>")]
    [InlineData("\"Lovelace, Ada\" <ada@b.example>")]
    [InlineData("<ada@b.example>")]
    [InlineData("mailto:ada@b.example")]
    [InlineData("ada@b.example;")]
    [InlineData("ada@b.example , ")]
    [InlineData("ada@ｂ.example")]
    [InlineData("ada@b。example")]
    public void It_is_read_without_what_tables_put_around_it(string text)
    {
        Assert.True(AddressField.TryRead(text, out var address, out var why), why);
        Assert.Equal("ada@b.example", address.ToString());
    }

    [Theory]
    [InlineData("a@b.example; c@b.example", "it holds more than one address; each needs a row of its own")]
    [InlineData("a@b.example,c@b.example", "it holds more than one address; each needs a row of its own")]
    [InlineData("ada.b.example", "it has no at sign")]
    [InlineData("ada@b.example.", "it ends with a dot")]
    [InlineData("'", "it has no at sign")]
    public void What_is_none_is_refused_and_says_why(string text, string expected)
    {
        Assert.False(AddressField.TryRead(text, out _, out var why));
        Assert.Equal(expected, why);
    }

    [Fact]
    public void What_is_shown_of_it_is_short_and_on_one_line() =>
        Assert.Equal("a?b" + new string('x', 77) + "…", AddressField.Shown("a\nb" + new string('x', 500)));
}
