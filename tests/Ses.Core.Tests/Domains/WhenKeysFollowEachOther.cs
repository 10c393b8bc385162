using CsCheck;
using Ses.Domains;
using Ses.Domains.Internal;
using Ses.Primitives;

namespace Ses.Core.Tests.Domains;

public sealed class WhenKeysFollowEachOther
{
    private static readonly AccountId Shop = new("shop");

    [Fact]
    public void The_keys_in_use_when_mail_was_accepted_sign_it()
    {
        var keys = new SigningKeys([Key("c", 20), Key("b", 10), Key("b-e", 10), Key("a", 0), Key("next", null)]);
        Assert.Equal(["a"], Selectors(keys, -5));
        Assert.Equal(["a"], Selectors(keys, 9));
        Assert.Equal(["b", "b-e"], Selectors(keys, 10));
        Assert.Equal(["c"], Selectors(keys, 99));
        Assert.Same(keys.At(Sample.Now), keys.At(Sample.Now.AddMinutes(5)));
    }

    [Fact]
    public void Where_a_private_key_is_destroyed_the_next_ones_sign()
    {
        Assert.Equal(["b"], Selectors(new([Key("b", 10), Key("a", 0) with { ProtectedPrivateKey = default }]), 5));
        Assert.Equal(["first"], Selectors(new([Key("first", null)]), 5));
        Assert.Empty(new SigningKeys([]).At(Sample.Now));
    }

    [Fact]
    public void Whatever_is_added_later_what_was_accepted_before_is_signed_as_it_was() =>
        Gen.Select(Gen.Int[0, 100].Array[1, 6], Gen.Int[0, 100], Gen.Int[1, 50]).Sample((starts, acceptedAt, later) =>
        {
            var keys = starts.Distinct().Order().Select(minute => Key($"k{minute}", minute)).ToList();
            var before = new SigningKeys(keys).At(Sample.Now.AddMinutes(acceptedAt)).Select(key => key.Selector).ToList();
            var after = new SigningKeys([.. keys, Key("new", Math.Max(acceptedAt, keys.Count == 0 ? 0 : 100) + later), Key("next", null)]).At(Sample.Now.AddMinutes(acceptedAt));
            Assert.Equal(before, after.Select(key => key.Selector));
        });

    [Fact]
    public void No_two_accounts_and_no_two_keys_share_a_selector()
    {
        var today = new DateTimeOffset(2027, 1, 4, 23, 30, 0, TimeSpan.Zero);
        Assert.Equal("ses1", DkimSelectors.For("ses1", AccountId.Default, [], today));
        Assert.Matches("^ses1-[0-9a-f]{8}$", DkimSelectors.For("ses1", Shop, [], today));
        Assert.NotEqual(DkimSelectors.For("ses1", Shop, [], today), DkimSelectors.For("ses1", new("shop2"), [], today));
        Assert.Equal("ses1-20270104", DkimSelectors.For("ses1", AccountId.Default, [Key("ses1", 0)], today));
        Assert.Equal("ses1-20270104-2", DkimSelectors.For("ses1", AccountId.Default, [Key("ses1-20270104", 1), Key("ses1", 0)], today));
        Assert.Equal("ses1-20270104-3", DkimSelectors.For("ses1", AccountId.Default, [Key("ses1-20270104-2", 2), Key("ses1-20270104", 1), Key("ses1", 0)], today));
        Assert.InRange(DkimSelectors.For(new string('s', 40), Shop, [Key(DkimSelectors.For(new string('s', 40), Shop, [Key("x", 0)], today), 0)], today).Length, 60, 63);
    }

    private static DkimKey Key(string selector, int? usedFromMinute) =>
        new(selector, selector, new byte[] { 1 }, Sample.Now) { UsedFrom = usedFromMinute is { } minute ? Sample.Now.AddMinutes(minute) : null };

    private static IEnumerable<string> Selectors(SigningKeys keys, int minute) => keys.At(Sample.Now.AddMinutes(minute)).Select(key => key.Selector);
}
