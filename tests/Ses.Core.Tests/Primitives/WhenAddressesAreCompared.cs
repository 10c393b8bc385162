using Ses.Primitives;

namespace Ses.Core.Tests.Primitives;

public sealed class WhenAddressesAreCompared
{
    [Theory]
    [InlineData("Ada@Reader.Example", "ada@reader.example")]
    [InlineData("\"ada\"@reader.example", "ada@reader.example")]
    [InlineData("ada@bücher.example", "ada@xn--bcher-kva.example")]
    [InlineData("jose\u0301@reader.example", "JOS\u00c9@reader.example")]
    public void The_same_mailbox_is_equal_and_has_one_hash(string left, string right)
    {
        var (a, b) = (EmailAddress.Parse(left), EmailAddress.Parse(right));
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(AddressHash.Of(a), AddressHash.Of(b));
    }

    [Theory]
    [InlineData("a.b@reader.example", "ab@reader.example")]
    [InlineData("a+x@reader.example", "a@reader.example")]
    [InlineData("\"a b\"@reader.example", "ab@reader.example")]
    public void What_a_server_may_tell_apart_is_not(string left, string right) => Assert.NotEqual(AddressHash.Of(EmailAddress.Parse(left)), AddressHash.Of(EmailAddress.Parse(right)));

    [Theory]
    [InlineData("ada@reader.example", "ada@reader.example", null)]
    [InlineData("Ada Lovelace <ada@reader.example>", "ada@reader.example", "Ada Lovelace")]
    [InlineData("\"Love, Ada\" <ada@reader.example>", "ada@reader.example", "Love, Ada")]
    [InlineData("<ada@reader.example>", "ada@reader.example", null)]
    [InlineData("a < b <ada@reader.example>", "ada@reader.example", "a < b")]
    public void A_mailbox_is_read_with_its_name(string text, string address, string? name)
    {
        var mailbox = Mailbox.Parse(text);
        Assert.Equal((address, name), (mailbox.Address.ToString(), mailbox.DisplayName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("Ada <ada@reader.example")]
    [InlineData("Ada\r\nBcc: x@y.example <ada@reader.example>")]
    [InlineData("ada@reader.example, bob@reader.example")]
    public void What_is_none_says_which_rule_it_breaks(string text)
    {
        Assert.False(Mailbox.TryParse(text, out _));
        Assert.Contains("is not a mailbox: ", Assert.Throws<FormatException>(() => Mailbox.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_contains_itself_and_what_is_below()
    {
        var domain = DomainName.Parse("Harbour.Example.");
        Assert.True(domain.Contains(DomainName.Parse("letters.harbour.example")) && domain.Contains(domain));
        Assert.False(domain.Contains(DomainName.Parse("otherharbour.example")));
        Assert.Equal("bounce.harbour.example", domain.Child("bounce").Value);
        Assert.True(domain == DomainName.Parse("HARBOUR.example"));
    }
}
