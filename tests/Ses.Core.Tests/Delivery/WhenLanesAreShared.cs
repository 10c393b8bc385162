using CsCheck;
using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenLanesAreShared
{
    private static DueLane Lane(int account, MailStream stream, int domain) => new(new(new($"a{account}"), stream, DomainName.Parse($"d{domain}.example")), Sample.Now);

    private static readonly Gen<List<DueLane>> Lanes =
        Gen.Select(Gen.Int[0, 30], Gen.OneOf(MailStream.Transactional, MailStream.Marketing), Gen.Int[0, 30])
            .Select((account, stream, domain) => Lane(account, stream, domain)).List[0, 60]
            .Select(lanes => lanes.Distinct().OrderBy(lane => lane.Lane.Stream).ToList());

    [Fact]
    public void No_lane_is_named_twice_and_no_share_is_empty() =>
        Gen.Select(Lanes, Gen.Int[1, 512]).Sample((lanes, free) =>
        {
            var claims = LanePlanner.Share(lanes, free, free / 8);
            Assert.Equal(claims.Count, claims.Select(claim => claim.Lane).Distinct().Count());
            Assert.All(claims, claim => Assert.True(claim.Limit > 0));
            Assert.True(claims.Where(claim => claim.Lane.Stream == MailStream.Transactional).Sum(claim => claim.Limit) <= free);
            Assert.True(claims.Where(claim => claim.Lane.Stream == MailStream.Marketing).Sum(claim => claim.Limit) <= free - (free / 8));
        });

    [Fact]
    public void Where_there_is_work_and_room_somebody_is_served() =>
        Gen.Select(Lanes.Where(lanes => lanes.Count > 0), Gen.Int[2, 512]).Sample((lanes, free) => Assert.NotEmpty(LanePlanner.Share(lanes, free, free / 8)));

    [Fact]
    public void More_accounts_than_places_leave_none_out_for_ever()
    {
        // A node with one worker has eight places, of which one is kept.
        var claims = LanePlanner.Share([.. Enumerable.Range(0, 20).Select(account => Lane(account, MailStream.Marketing, 1))], 8, 1);
        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "a5", "a6"], claims.Select(claim => claim.Lane.Account.Value));
        Assert.All(claims, claim => Assert.Equal(1, claim.Limit));
    }

    [Fact]
    public void Accounts_share_alike_however_many_domains_they_write_to()
    {
        var claims = LanePlanner.Share([Lane(1, MailStream.Marketing, 1), .. Enumerable.Range(1, 9).Select(domain => Lane(2, MailStream.Marketing, domain))], 200, 20);
        Assert.Equal((90, 90), (claims.Where(claim => claim.Lane.Account.Value == "a1").Sum(claim => claim.Limit), claims.Where(claim => claim.Lane.Account.Value == "a2").Sum(claim => claim.Limit)));
    }

    [Fact]
    public void Transactional_mail_may_use_all_and_leaves_marketing_mail_a_part()
    {
        var claims = LanePlanner.Share([Lane(1, MailStream.Transactional, 1), Lane(1, MailStream.Marketing, 1)], 80, 10);
        Assert.Equal([(MailStream.Transactional, 80), (MailStream.Marketing, 30)], claims.Select(claim => (claim.Lane.Stream, claim.Limit)));
    }

    [Fact]
    public void Without_work_nothing_is_claimed() => Assert.Empty(LanePlanner.Share([], 100, 10));
}
