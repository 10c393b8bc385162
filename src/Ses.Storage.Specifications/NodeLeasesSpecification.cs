using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Who lives: <see cref="Scheduling.INodeLeases"/>.</summary>
public abstract class NodeLeasesSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    [Fact]
    public async Task An_epoch_is_given_out_once_also_to_many_who_ask_at_once()
    {
        var epochs = (await AtOnceAsync(8, async number =>
        {
            var mine = new List<NodeEpoch>();
            for (var i = 0; i < 10; i++)
                mine.Add(number % 2 == 0 ? await Storage.Nodes.ReserveEpochAsync(Token) : await JoinAsync($"node {number}"));
            return mine;
        })).SelectMany(mine => mine).ToList();

        Assert.Equal(80, epochs.Distinct().Count());
        Assert.All(epochs, epoch => Assert.True(epoch.Value > 0));
    }

    [Fact]
    public async Task A_reserved_epoch_has_no_lease_and_claims_nothing()
    {
        await AcceptAsync(1);
        var epoch = await Storage.Nodes.ReserveEpochAsync(Token);

        Assert.Null(await Storage.Nodes.RenewAsync(epoch, TimeToLive, Now, Token));
        Assert.Empty(await ClaimAsync(epoch));
    }

    [Fact]
    public async Task A_node_joins_with_a_lease_and_lives_on_by_renewing_it()
    {
        var lease = await Storage.Nodes.JoinAsync("нода 🚀", TimeToLive, Now, Token);
        Assert.Equal(Now + TimeToLive, lease.ExpiresAt);
        Assert.NotEqual(default, lease.StoreTime);

        Pass(TimeSpan.FromSeconds(29));
        var renewed = await Storage.Nodes.RenewAsync(lease.Epoch, TimeToLive, Now, Token);
        Assert.Equal((lease.Epoch, Now + TimeToLive), (renewed!.Epoch, renewed.ExpiresAt));

        Pass(TimeSpan.FromSeconds(29));
        await AcceptAsync(1);
        Assert.Single(await ClaimAsync(lease.Epoch));
    }

    [Fact]
    public async Task Nodes_are_listed_until_they_are_gone()
    {
        Assert.Empty(await Storage.Nodes.ListAsync(Token));
        await Storage.Nodes.ReserveEpochAsync(Token);
        await AcceptAsync(1);
        var (busy, idle) = (await JoinAsync("busy нода"), await JoinAsync("idle"));
        Assert.Single(await ClaimAsync(busy));
        Assert.Equal([new(busy, "busy нода", Now + TimeToLive), new Scheduling.NodeSighting(idle, "idle", Now + TimeToLive)], await Storage.Nodes.ListAsync(Token));

        await Storage.Nodes.LeaveAsync(idle, Now, Token);
        Pass(TimeToLive);
        Assert.Equal([new Scheduling.NodeSighting(busy, "busy нода", Now)], await Storage.Nodes.ListAsync(Token));
        await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token);
        Assert.Empty(await Storage.Nodes.ListAsync(Token));
    }

    [Fact]
    public async Task A_node_is_gone_with_the_last_of_what_it_had_in_hand()
    {
        await AcceptAsync(3);
        Assert.Equal(3, (await ClaimAsync(await JoinAsync())).Count);
        Pass(TimeToLive);
        Assert.Equal(2, await Storage.Nodes.TakeOverAsync(2, Rules, Now, Token));
        Assert.Single(await Storage.Nodes.ListAsync(Token));
        Assert.Equal(1, await Storage.Nodes.TakeOverAsync(1, Rules, Now, Token));
        Assert.Empty(await Storage.Nodes.ListAsync(Token));
    }

    [Fact]
    public async Task Two_nodes_of_one_name_are_two_nodes()
    {
        var first = await JoinAsync("twin");
        var second = await JoinAsync("twin");
        await Storage.Nodes.LeaveAsync(second, Now, Token);

        Assert.NotEqual(first, second);
        Assert.NotNull(await Storage.Nodes.RenewAsync(first, TimeToLive, Now, Token));
    }

    [Fact]
    public async Task A_lease_ends_at_its_last_moment()
    {
        var epoch = await JoinAsync();
        Pass(TimeToLive - TimeSpan.FromTicks(1));
        await AcceptAsync(2);
        Assert.Single(await ClaimAsync(epoch, limit: 1));

        Pass(TimeSpan.FromTicks(1));
        Assert.Empty(await ClaimAsync(epoch));
        Assert.Null(await Storage.Nodes.RenewAsync(epoch, TimeToLive, Now, Token));
    }

    [Fact]
    public async Task A_heartbeat_that_comes_too_late_changes_nothing()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        Assert.Single(await ClaimAsync(epoch));
        Pass(TimeToLive);

        Assert.Null(await Storage.Nodes.RenewAsync(epoch, TimeSpan.FromHours(1), Now, Token));
        Assert.Null(await Storage.Nodes.RenewAsync(epoch, TimeSpan.FromHours(1), Now, Token));
        Assert.Empty(await ClaimAsync(epoch));
        Assert.Equal(1, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));
        Assert.Null(await Storage.Nodes.RenewAsync(epoch, TimeSpan.FromHours(1), Now, Token));
    }

    [Fact]
    public async Task A_heartbeat_of_an_epoch_that_nobody_has_is_refused()
    {
        Assert.Null(await Storage.Nodes.RenewAsync(new(1_000_000), TimeToLive, Now, Token));
        await Storage.Nodes.LeaveAsync(new(1_000_000), Now, Token);
    }

    [Fact]
    public async Task A_node_that_leaves_claims_no_more_and_its_claims_are_free_at_once()
    {
        await AcceptAsync(3);
        var (leaver, other) = (await JoinAsync(), await JoinAsync());
        Assert.Equal(2, (await ClaimAsync(leaver, limit: 2)).Count);
        await Storage.Nodes.LeaveAsync(leaver, Now, Token);

        Assert.Null(await Storage.Nodes.RenewAsync(leaver, TimeToLive, Now, Token));
        Assert.Empty(await ClaimAsync(leaver));
        Assert.Equal(2, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));
        Assert.Equal(3, (await ClaimAsync(other)).Count);
    }

    [Fact]
    public async Task Leaving_again_or_late_does_not_bring_a_node_back()
    {
        var epoch = await JoinAsync();
        Pass(TimeToLive * 2);
        await Storage.Nodes.LeaveAsync(epoch, Now, Token);
        await Storage.Nodes.LeaveAsync(epoch, Now + TimeToLive, Token);

        await AcceptAsync(1);
        Assert.Empty(await ClaimAsync(epoch));
    }

    [Fact]
    public async Task Claims_of_nodes_that_live_are_not_taken_over()
    {
        await AcceptAsync(2);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        Pass(TimeToLive - TimeSpan.FromTicks(1));

        Assert.Equal(0, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));
        Same(claimed, await Storage.Queue.ListOwnedAsync(epoch, Token));
    }

    [Fact]
    public async Task A_dead_nodes_claims_are_freed_through_the_fold()
    {
        await AcceptAsync(2);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        Pass(TimeToLive);
        Assert.Equal(2, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));

        var expected = Settlement.TakeOver(epoch, claimed, [], Rules, Now);
        foreach (var row in expected.Deliveries)
        {
            Same(row, await RowOf(row));
            Same(expected.Facts.Where(fact => fact.Delivery == row.Id), await FactsOf(row));
            Assert.True(row.Facts.HasFlag(DeliveryFacts.Uncertain));
        }

        Assert.Empty(await Storage.Queue.ListOwnedAsync(epoch, Token));
        var usage = await Storage.Quotas.GetUsageAsync(default, SampleMail.SenderDomain, DateOnly.FromDateTime(Now.UtcDateTime), Now, Token);
        Assert.Equal(new(0, 0), usage);
    }

    [Fact]
    public async Task A_dead_nodes_claims_are_charged_as_far_as_it_held_quota_and_no_further()
    {
        await AcceptAsync(5);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        var day = DateOnly.FromDateTime(Now.UtcDateTime);
        await Storage.Quotas.TakeAsync(new(default, SampleMail.SenderDomain, day, epoch, 2, 100), Now, Token);
        Pass(TimeToLive);
        Assert.Equal(1, await Storage.Nodes.TakeOverAsync(1, Rules, Now, Token));
        Assert.Equal(4, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));

        var rows = new List<MailDelivery>();
        foreach (var row in claimed)
            rows.Add(await RowOf(row));
        Assert.Equal(2, rows.Count(row => row.ChargedDay == day && row.Facts.HasFlag(DeliveryFacts.Attempted)));
        Assert.Equal(3, rows.Count(row => row.ChargedDay is null && !row.Facts.HasFlag(DeliveryFacts.Attempted)));
        Assert.Equal(new(2, 2), await Storage.Quotas.GetUsageAsync(default, SampleMail.SenderDomain, day, Now, Token));
    }

    [Fact]
    public async Task Streams_that_hold_uncertain_mail_keep_it_from_the_queue()
    {
        var letter = await AcceptAsync(1);
        var epoch = await JoinAsync();
        await ClaimAsync(epoch);
        Pass(TimeToLive);
        var rules = new SettlementRules { HoldUncertain = new HashSet<MailStream> { MailStream.Transactional } };
        Assert.Equal(1, await Storage.Nodes.TakeOverAsync(10, rules, Now, Token));

        var row = Assert.Single(await DeliveriesOf(letter.Message.Id));
        Assert.Equal((DeliveryState.Held, NodeEpoch.None), (row.State, row.Owner));
        Assert.Empty(await ClaimAsync(await JoinAsync()));
    }

    [Fact]
    public async Task Claims_are_taken_over_in_slices_until_fewer_come_than_were_asked_for()
    {
        await AcceptAsync(25);
        var (first, second) = (await JoinAsync(), await JoinAsync());
        await ClaimAsync(first, limit: 13);
        await ClaimAsync(second);
        Pass(TimeToLive);

        var slices = new List<int>();
        do
            slices.Add(await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));
        while (slices[^1] == 10 && slices.Count < 10);

        Assert.Equal([10, 10, 5], slices);
        Assert.Equal(0, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));
        Assert.Equal(25, (await ClaimAsync(await JoinAsync())).Count);
    }

    [Fact]
    public async Task A_row_is_freed_once_when_eight_nodes_take_over_at_once()
    {
        var letter = await AcceptAsync(60);
        var dead = await JoinAsync();
        await ClaimAsync(dead);
        Pass(TimeToLive);

        var freed = await AtOnceAsync(8, async _ =>
        {
            var (mine, slice) = (0, 0);
            do
                mine += slice = await Storage.Nodes.TakeOverAsync(7, Rules, Now, Token);
            while (slice > 0 && mine <= 60);
            return mine;
        });

        Assert.Equal(60, freed.Sum());
        Assert.All(await DeliveriesOf(letter.Message.Id), row => Assert.Equal((1, NodeEpoch.None), (row.Sequence, row.Owner)));
    }
}
