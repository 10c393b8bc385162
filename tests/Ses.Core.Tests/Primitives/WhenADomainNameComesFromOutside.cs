using System.Net;
using CsCheck;
using Ses.Primitives;

namespace Ses.Core.Tests.Primitives;

public sealed class WhenADomainNameComesFromOutside
{
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("Example.COM", "example.com")]
    [InlineData("example.com.", "example.com")]
    [InlineData("example。com", "example.com")]
    [InlineData("example．com。", "example.com")]
    [InlineData("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com")]
    [InlineData("Bücher.example", "xn--bcher-kva.example")]
    [InlineData("bu\u0308cher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("faß.example", "xn--fa-hia.example")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    [InlineData("пример.рф", "xn--e1afmkfd.xn--p1ai")]
    [InlineData("bü\u00adcher.example", "xn--bcher-kva.example")]
    [InlineData("bücher\u200b.example", "xn--bcher-kva.example")]
    [InlineData("i❤\ufe0f.example", "xn--i-7iq.example")]
    [InlineData("r3---sn.example", "r3---sn.example")]
    [InlineData("example.123", "example.123")]
    public void It_is_mapped_to_A_labels_in_lower_case(string text, string name) => Assert.Equal(name, DomainName.Parse(text).Value);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(".", "it is empty")]
    [InlineData("localhost", "it has a single label; a domain such as example.com is expected")]
    [InlineData("bücher", "it has a single label; a domain such as example.com is expected")]
    [InlineData(".example.com", "it has an empty label: a dot too many")]
    [InlineData("example..com", "it has an empty label: a dot too many")]
    [InlineData("example.com..", "it has an empty label: a dot too many")]
    [InlineData("-a.example", "a label begins or ends with a hyphen")]
    [InlineData("a-.example", "a label begins or ends with a hyphen")]
    [InlineData("a_b.example", "'_' is in no host name")]
    [InlineData("a b.example", "it has a space, or a character that is in no host name")]
    [InlineData("a\0b.example", "it has a space, or a character that is in no host name")]
    [InlineData("xn--0.example", "'xn--0' is no valid Punycode")]
    [InlineData("xn--a.example", "'xn--a' is no valid Punycode")]
    [InlineData("xn--bcher-kvb9999.example", "'xn--bcher-kvb9999' is no valid Punycode")]
    [InlineData("192.0.2.1", "its labels are all numbers; an IP address stands in brackets, as in user@[192.0.2.1]")]
    [InlineData("https://example.com", "':' is in no host name")]
    [InlineData("a\ud800.example", "it has a character that is in no domain name, or a label longer than 63 octets as an A-label")]
    public void What_is_none_is_refused_by_the_rule_it_breaks(string text, string expected)
    {
        Assert.False(DomainName.TryParse(text, out _, out var why));
        Assert.Equal(expected, why);
    }

    [Fact]
    public void A_label_has_63_octets_at_most_and_a_name_253()
    {
        var label = new string('a', 63);
        Assert.True(DomainName.TryParse($"{label}.example", out _));
        Assert.False(DomainName.TryParse($"{label}a.example", out _, out var why));
        Assert.Equal("a label is longer than 63 octets", why);
        Assert.False(DomainName.TryParse($"{new string('ü', 60)}.example", out _, out _));
        var name = $"{label}.{label}.{label}.{new string('a', 61)}";
        Assert.True(DomainName.TryParse(name, out _));
        Assert.True(DomainName.TryParse(name + ".", out _));
        Assert.False(DomainName.TryParse($"{name}a", out _, out why));
        Assert.Equal("it is longer than 253 octets", why);
        Assert.False(DomainName.TryParse(new string('ü', 1_000_000), out _, out why));
        Assert.Equal("it is longer than 253 octets", why);
    }

    [Theory]
    [InlineData("xn--bcher-kva.example", "bücher.example")]
    [InlineData("xn--fa-hia.example", "faß.example")]
    [InlineData("r3---sn.example", "r3---sn.example")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]")]
    public void People_read_U_labels(string name, string shown) => Assert.Equal(shown, DomainName.Parse(name).Unicode);

    [Theory]
    [InlineData("[192.0.2.1]", "192.0.2.1")]
    [InlineData("[IPv6:2001:db8::1]", "2001:db8::1")]
    [InlineData("[ipv6:2001:DB8:0:0::1]", "2001:db8::1")]
    public void An_address_literal_has_an_address(string text, string address) => Assert.Equal(IPAddress.Parse(address), DomainName.Parse(text).AddressLiteral);

    [Fact]
    public void Whatever_is_given_the_answer_is_yes_or_no_and_yes_stays_yes() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.OneOf('a', 'Z', 'ü', 'ß', '例', '-', '.', '。', '1', 'x', 'n', '\u0308', '\u200d', '\ud83d', '\udea2', '_', '['), 0, 40])
        .Sample(text =>
        {
            if (!DomainName.TryParse(text, out var name, out var why))
                return why.Length > 0;
            return DomainName.Parse(name.Value) == name && DomainName.Parse(name.Unicode) == name && name.Value.Length <= 253;
        }, iter: 20_000);
}
