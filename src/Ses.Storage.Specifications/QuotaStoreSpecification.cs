using Ses.Ledger;
using Ses.Primitives;
using Ses.Warmup;

namespace Ses.Storage.Specifications;

/// <summary>The days' quotas: <see cref="IQuotaStore"/>.</summary>
public abstract class QuotaStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    [Fact]
    public async Task Quota_is_granted_up_to_the_limit_and_not_beyond()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync());

        Assert.Equal(60, await TakeAsync(first, 60, limit: 100));
        Assert.Equal(40, await TakeAsync(second, 60, limit: 100));
        Assert.Equal(0, await TakeAsync(first, 1, limit: 100));
        Assert.Equal(5, await TakeAsync(first, 50, limit: 105));
        Assert.Equal(0, await TakeAsync(first, 50, limit: 10));
        Assert.Equal(new(105, 0), await UsageAsync());
    }

    [Fact]
    public async Task Nothing_is_used_at_first_and_a_lifted_quota_is_no_limit()
    {
        Assert.Equal(new(0, 0), await UsageAsync());
        Assert.Equal(500, await TakeAsync(await JoinAsync(), 500, long.MaxValue));
    }

    [Fact]
    public async Task Accounts_domains_and_days_have_quotas_of_their_own()
    {
        var epoch = await JoinAsync();
        var request = new QuotaRequest(AccountId.Default, SampleMail.SenderDomain, Today, epoch, 10, 10);
        QuotaRequest[] requests =
        [
            request, request with { Account = new("other") }, request with { SenderDomain = DomainName.Parse("other.example") }, request with { Day = Today.AddDays(1) },
        ];

        foreach (var each in requests)
            Assert.Equal(10, await Storage.Quotas.TakeAsync(each, Now, Token));
        foreach (var each in requests)
            Assert.Equal(0, await Storage.Quotas.TakeAsync(each, Now, Token));
        Assert.Equal(new(10, 0), await UsageAsync());
    }

    [Fact]
    public async Task A_node_that_is_dead_or_unknown_or_only_reserved_gets_nothing()
    {
        var (dead, left) = (await JoinAsync(), await JoinAsync());
        await Storage.Nodes.LeaveAsync(left, Now, Token);
        Assert.Equal(0, await TakeAsync(left, 10, 100));
        Pass(TimeToLive);

        Assert.Equal(0, await TakeAsync(dead, 10, 100));
        Assert.Equal(0, await TakeAsync(new(999_999), 10, 100));
        Assert.Equal(0, await TakeAsync(await Storage.Nodes.ReserveEpochAsync(Token), 10, 100));
        Assert.Equal(new(0, 0), await UsageAsync());
    }

    [Fact]
    public async Task First_attempts_use_up_the_escrow_and_not_more_quota()
    {
        await AcceptAsync(4);
        var epoch = await JoinAsync();
        await TakeAsync(epoch, 10, 100);
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed.Take(3));
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now), claimed.Skip(3));

        Assert.Equal(new(10, 4), await UsageAsync());
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), await ClaimAsync(epoch));
        Assert.Equal(new(10, 4), await UsageAsync());
    }

    [Fact]
    public async Task What_a_node_did_not_use_comes_back_when_it_is_gone()
    {
        await AcceptAsync(4);
        var epoch = await JoinAsync();
        await TakeAsync(epoch, 10, 10);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), (await ClaimAsync(epoch)).Take(3));
        await Storage.Nodes.LeaveAsync(epoch, Now, Token);
        Assert.Equal(new(10, 3), await UsageAsync());

        // The fourth claim is in doubt: it is charged, for it may have been sent.
        Assert.Equal(1, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));
        Assert.Equal(new(4, 4), await UsageAsync());
        Assert.Equal(6, await TakeAsync(await JoinAsync(), 50, 10));
    }

    [Fact]
    public async Task A_node_that_leaves_with_empty_hands_gives_back_its_escrow_at_once()
    {
        var epoch = await JoinAsync();
        await TakeAsync(epoch, 10, 10);
        await Storage.Nodes.LeaveAsync(epoch, Now, Token);

        Assert.Equal(new(0, 0), await UsageAsync());
    }

    [Fact]
    public async Task A_dead_nodes_escrow_is_kept_until_its_last_claim_is_taken_over()
    {
        await AcceptAsync(4);
        var epoch = await JoinAsync();
        await TakeAsync(epoch, 10, 10);
        await ClaimAsync(epoch);
        Pass(TimeToLive);
        Assert.Equal(new(10, 0), await UsageAsync());

        Assert.Equal(3, await Storage.Nodes.TakeOverAsync(3, Rules, Now, Token));
        Assert.Equal(new(10, 3), await UsageAsync());
        Assert.Equal(0, await TakeAsync(await JoinAsync(), 1, 10));
        Assert.Equal(1, await Storage.Nodes.TakeOverAsync(3, Rules, Now, Token));
        Assert.Equal(new(4, 4), await UsageAsync());
    }

    [Fact]
    public async Task A_claim_taken_over_whose_node_held_no_quota_counts_on_no_day()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        await ClaimAsync(epoch);
        Pass(TimeSpan.FromDays(1));
        await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token);

        Assert.Equal(new(0, 0), await UsageAsync());
    }

    [Fact]
    public async Task Eight_nodes_that_take_at_once_never_get_more_than_the_limit()
    {
        var doors = await ConnectAsync(8);
        var granted = await AtOnceAsync(8, async number =>
        {
            var door = doors[number];
            var epoch = (await door.Nodes.JoinAsync($"node {number}", TimeToLive, Now, Token)).Epoch;
            var (mine, chunk) = (0, 0);
            do
                mine += chunk = await door.Quotas.TakeAsync(new(AccountId.Default, SampleMail.SenderDomain, Today, epoch, 7, 200), Now, Token);
            while (chunk > 0 && mine <= 200);
            return mine;
        });

        Assert.Equal(200, granted.Sum());
        Assert.Equal(new(200, 0), await UsageAsync());
    }

    [Fact]
    public async Task Nodes_that_die_and_come_back_never_send_more_than_the_limit()
    {
        const int Limit = 40;
        await AcceptAsync(100);
        var sent = 0;
        for (var round = 0; round < 20; round++)
        {
            var epoch = await JoinAsync();
            var claimed = await ClaimAsync(epoch, await TakeAsync(epoch, 6, Limit));
            // Each dies with work in hand; whatever it had begun may have been sent.
            sent += claimed.Count(row => row.ChargedDay is null);
            await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed.Take(2));
            Pass(TimeToLive);
            for (var freed = 2; freed == 2;)
            {
                freed = await Storage.Nodes.TakeOverAsync(2, Rules, Now, Token);
                Assert.True((await UsageAsync()).Used <= Limit);
            }
        }

        Assert.InRange(sent, 1, Limit);
        Assert.Equal(new(sent, sent), await UsageAsync());
    }

    private ValueTask<int> TakeAsync(NodeEpoch epoch, int want, long limit) =>
        Storage.Quotas.TakeAsync(new(AccountId.Default, SampleMail.SenderDomain, Today, epoch, want, limit), Now, Token);

    private ValueTask<QuotaUsage> UsageAsync() => Storage.Quotas.GetUsageAsync(AccountId.Default, SampleMail.SenderDomain, Today, Now, Token);
}
