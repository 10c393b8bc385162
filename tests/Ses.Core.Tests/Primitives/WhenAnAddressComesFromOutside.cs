using CsCheck;
using Ses.Primitives;

namespace Ses.Core.Tests.Primitives;

public sealed class WhenAnAddressComesFromOutside
{
    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("a.b.c@example.com")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.com")]
    [InlineData("1@example.co.uk")]
    [InlineData("\"\"@example.com")]
    [InlineData("\"two words\"@example.com")]
    [InlineData("\"a@b\"@example.com")]
    [InlineData("\"back\\\\slash \\\" quote\"@example.com")]
    [InlineData("\"a..b\"@example.com")]
    [InlineData("王小明@example.com")]
    [InlineData("jörg.müller@example.com")]
    [InlineData("उपयोगकर्ता@example.com")]
    [InlineData("🚢@example.com")]
    [InlineData("ada@xn--bcher-kva.example")]
    [InlineData("ada@example.123")]
    [InlineData("ada@r3---sn.example.com")]
    [InlineData("ada@[192.0.2.1]")]
    [InlineData("ada@[IPv6:2001:db8::1]")]
    public void What_RFC_5321_and_6531_allow_is_taken_as_it_is(string text)
    {
        Assert.True(EmailAddress.TryParse(text, out var address, out var why), why);
        Assert.Equal(text, address.ToString());
        Assert.Equal(text[..text.LastIndexOf('@')], address.LocalPart);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("ada", "it has no at sign")]
    [InlineData("@example.com", "it has nothing before the at sign")]
    [InlineData("ada@", "it is empty")]
    [InlineData("a@b@example.com", "it has a second at sign")]
    [InlineData(".ada@example.com", "before the at sign there is a dot too many")]
    [InlineData("ada.@example.com", "before the at sign there is a dot too many")]
    [InlineData("a..b@example.com", "before the at sign there is a dot too many")]
    [InlineData("ada lovelace@example.com", "before the at sign there is a space")]
    [InlineData(" ada@example.com", "before the at sign there is a space")]
    [InlineData("ada@example.com ", "it has a space, or a character that is in no host name")]
    [InlineData("ada\u00a0@example.com", "before the at sign there is a space")]
    [InlineData("ada(comment)@example.com", "comments are not taken")]
    [InlineData("ada@(comment)example.com", "'(' is in no host name")]
    [InlineData("a,b@example.com", "before the at sign there is a character that needs quotes, or that is in no address")]
    [InlineData("a\u200bb@example.com", "before the at sign there is a character that needs quotes, or that is in no address")]
    [InlineData("a\0b@example.com", "before the at sign there is a character that needs quotes, or that is in no address")]
    [InlineData("a\r\nb@example.com", "before the at sign there is a space")]
    [InlineData("\"open@example.com", "the quoted text before the at sign is not closed, or has a character that must not be in it")]
    [InlineData("\"a\"b\"@example.com", "the quoted text before the at sign is not closed, or has a character that must not be in it")]
    [InlineData("\"a\\\"@example.com", "the quoted text before the at sign is not closed, or has a character that must not be in it")]
    [InlineData("\"a\r\nb\"@example.com", "the quoted text before the at sign is not closed, or has a character that must not be in it")]
    [InlineData("a\ufffdb@example.com", "it has broken Unicode before the at sign")]
    [InlineData("a\ud800b@example.com", "it has broken Unicode before the at sign")]
    [InlineData("ada@example.com.", "it ends with a dot")]
    [InlineData("ada@localhost", "it has a single label; a domain such as example.com is expected")]
    [InlineData("ada@192.0.2.1", "its labels are all numbers; an IP address stands in brackets, as in user@[192.0.2.1]")]
    [InlineData("ada@[192.0.2.256]", "the brackets hold no address such as [192.0.2.1] or [IPv6:2001:db8::1]")]
    [InlineData("ada@[192.0.2]", "the brackets hold no address such as [192.0.2.1] or [IPv6:2001:db8::1]")]
    [InlineData("ada@[2001:db8::1]", "the brackets hold no address such as [192.0.2.1] or [IPv6:2001:db8::1]")]
    [InlineData("ada@[IPv6:2001:db8::1%eth0]", "the brackets hold no address such as [192.0.2.1] or [IPv6:2001:db8::1]")]
    [InlineData("ada@[IPv6:192.0.2.1]", "the brackets hold no address such as [192.0.2.1] or [IPv6:2001:db8::1]")]
    public void What_no_server_would_take_is_refused_by_the_rule_it_breaks(string text, string expected)
    {
        Assert.False(EmailAddress.TryParse(text, out _, out var why));
        Assert.Equal(expected, why);
        Assert.Contains(expected, Assert.Throws<FormatException>(() => EmailAddress.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_254_octets_at_most_64_of_them_before_the_at_sign()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 61), 3)) + ".ex";
        Assert.True(EmailAddress.TryParse($"{new string('a', 64)}@{domain}", out var longest));
        Assert.Equal(253, longest.ToString().Length);
        Assert.True(EmailAddress.TryParse($"{new string('a', 64)}@{domain}a", out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', 64)}@{domain}ab", out _, out var why));
        Assert.Equal("it is longer than 254 octets", why);
        Assert.False(EmailAddress.TryParse($"{new string('a', 65)}@example.com", out _, out why));
        Assert.Equal("it has more than 64 octets before the at sign", why);
        Assert.True(EmailAddress.TryParse($"{new string('王', 21)}@example.com", out _));
        Assert.False(EmailAddress.TryParse($"{new string('王', 22)}@example.com", out _, out why));
        Assert.Equal("it has more than 64 octets before the at sign", why);
    }

    [Theory]
    [InlineData("Ada@Example.COM", "ada@example.com")]
    [InlineData("\"ada\"@example.com", "ada@example.com")]
    [InlineData("\"a\\da\"@example.com", "ada@example.com")]
    [InlineData("\"two\\ words\"@example.com", "\"two words\"@example.com")]
    [InlineData("\"Q\\\"\"@example.com", "\"q\\\"\"@example.com")]
    [InlineData("JÖRG@BÜCHER.example", "jörg@xn--bcher-kva.example")]
    [InlineData("jo\u0308rg@bu\u0308cher.example", "jörg@xn--bcher-kva.example")]
    [InlineData("ada@[ipv6:2001:DB8:0::1]", "ada@[IPv6:2001:db8::1]")]
    [InlineData("ada@[192.000.002.001]", "ada@[192.0.2.1]")]
    public void Addresses_are_compared_by_their_normal_form(string text, string normal)
    {
        var (address, same) = (EmailAddress.Parse(text), EmailAddress.Parse(normal));
        Assert.Equal(normal, address.NormalForm);
        Assert.Equal(same, address);
        Assert.Equal(same.GetHashCode(), address.GetHashCode());
        Assert.Equal(AddressHash.Of(same), AddressHash.Of(address));
    }

    [Theory]
    [InlineData("ada@example.com", "ada+news@example.com")]
    [InlineData("ada@example.com", "a.da@example.com")]
    [InlineData("ada@example.com", "ada@mail.example.com")]
    [InlineData("\"two words\"@example.com", "\"twowords\"@example.com")]
    public void What_only_some_providers_take_for_the_same_is_another(string one, string other) => Assert.NotEqual(EmailAddress.Parse(one), EmailAddress.Parse(other));

    [Theory]
    [InlineData("ada@example.com", false)]
    [InlineData("ada@bücher.example", false)]
    [InlineData("jörg@example.com", true)]
    [InlineData("\"jörg\"@example.com", true)]
    public void Only_the_local_part_may_need_SMTPUTF8(string text, bool needs) => Assert.Equal(needs, EmailAddress.Parse(text).NeedsSmtpUtf8);

    [Fact]
    public void Whatever_is_given_the_answer_is_yes_or_no_and_yes_stays_yes() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.OneOf('a', 'Ä', '王', '.', '@', '"', '\\', '[', ']', '(', '-', ' ', '\ud83d', '\udea2', '\u0308', '。', '\0'), 0, 30]
            .SelectMany(local => Gen.OneOf("", "@example.com", "@bücher.example", "@[192.0.2.1]").Select(domain => local + domain)))
        .Sample(text =>
        {
            if (!EmailAddress.TryParse(text, out var address, out var why))
                return why.Length > 0;
            return EmailAddress.Parse(address.ToString()).Equals(address)
                && EmailAddress.Parse(address.NormalForm).NormalForm == address.NormalForm
                && EmailAddress.Parse(address.ToString()).ToString() == address.ToString();
        }, iter: 20_000);
}
