using Ses.Ledger;
using Ses.Statistics;

namespace Ses.Storage.Specifications;

public abstract partial class MailLedgerSpecification
{
    [Fact]
    public async Task A_late_fact_is_stored_with_all_that_follows_from_it()
    {
        var row = await DeliveredAsync();
        Pass(TimeSpan.FromHours(1));
        var fact = new LateFact(row.Id, FactKind.Complained, Now, "fbl 1", Detail: "arf: \"жалоба\" 🚩");
        Assert.Equal(1, await RecordAsync(fact));

        var changes = Settlement.Record(row, fact, Rules);
        Same(changes.Deliveries[0], await RowOf(row));
        Same(changes.Facts[0], (await FactsOf(row))[^1]);
        Same(changes.Blocks, await BlocksAsync(BlockReason.Complained));
        Assert.Equal(1, (await CountersAsync()).SpamComplaints);
    }

    [Fact]
    public async Task A_fact_recorded_twice_counts_once_in_one_call_and_in_two()
    {
        var row = await DeliveredAsync();
        var open = new LateFact(row.Id, FactKind.Opened, Now, "open 1");

        Assert.Equal(1, await RecordAsync(open, open));
        Assert.Equal(0, await RecordAsync(open));
        Assert.Equal(0, await RecordAsync(open with { Kind = FactKind.Clicked, At = Now.AddDays(1) }));
        Assert.Equal(1, await RecordAsync(open with { SourceId = "Open 1" }));

        var after = await RowOf(row);
        Assert.Equal((2, 0, row.Sequence + 2), (after.Opens, after.Clicks, after.Sequence));
        Assert.Equal(1, (await CountersAsync()).Opens);
    }

    [Fact]
    public async Task A_source_is_the_deliverys_own()
    {
        var (first, second) = (await DeliveredAsync(), await DeliveredAsync());
        Assert.Equal(2, await RecordAsync(new(first.Id, FactKind.Opened, Now, "1"), new(second.Id, FactKind.Opened, Now, "1")));
        Assert.Equal(2, (await CountersAsync()).Opens);
    }

    [Fact]
    public async Task Facts_of_deliveries_that_nobody_knows_are_left_out()
    {
        var row = await DeliveredAsync();
        var unknown = Mail.Ids.Delivery(Now);

        Assert.Equal(1, await RecordAsync(new(unknown, FactKind.Opened, Now, "1"), new(row.Id, FactKind.Opened, Now, "1")));
        Assert.Equal(0, await RecordAsync(new LateFact(unknown, FactKind.Opened, Now, "1")));
        Assert.Equal(0, await RecordAsync());
    }

    [Fact]
    public async Task Facts_count_alike_in_whatever_order_they_come()
    {
        var kinds = new (FactKind Kind, BounceClass? Class, bool ByMachine)[]
        {
            (FactKind.Opened, null, true), (FactKind.Opened, null, false), (FactKind.Bounced, BounceClass.MailboxFull, false),
            (FactKind.Clicked, null, false), (FactKind.Unsubscribed, null, false),
        };
        var orders = Permutations(kinds.Length).Where((_, i) => i % 7 == 0).ToList();
        foreach (var order in orders)
        {
            var row = await DeliveredAsync();
            foreach (var i in order)
                Assert.Equal(1, await RecordAsync(new LateFact(row.Id, kinds[i].Kind, Now, $"{i}", kinds[i].Class, kinds[i].ByMachine)));
            Assert.Equal(DeliveryState.Bounced, (await RowOf(row)).State);
        }

        foreach (var axis in Enum.GetValues<StatisticsAxis>())
        {
            var counters = await CountersAsync(axis);
            var each = new[] { counters.Requests, counters.BouncesOther, counters.Opens, counters.Clicks, counters.Unsubscriptions };
            Assert.All(each, count => Assert.Equal(orders.Count, count));
            Assert.Equal((0, 0, 0), (counters.Deliveries, counters.MachineOpens, counters.Pending));
        }
    }

    [Fact]
    public async Task A_fact_that_comes_while_a_node_has_the_delivery_is_not_lost_by_its_settle()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = Assert.Single(await ClaimAsync(epoch));
        Assert.Equal(1, await RecordAsync(new LateFact(claimed.Id, FactKind.Unsubscribed, Now, "1")));
        Assert.Empty((await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed)).Lost);

        var row = await RowOf(claimed);
        Assert.Equal(DeliveryFacts.Unsubscribed | DeliveryFacts.Delivered | DeliveryFacts.Attempted, row.Facts);
        Assert.Equal([(1, FactKind.Unsubscribed), (2, FactKind.Delivered)], (await FactsOf(row)).Select(fact => (fact.Sequence, fact.Kind)));
        Assert.Equal((1, 1), ((await CountersAsync()).Deliveries, (await CountersAsync()).Unsubscriptions));
    }

    [Fact]
    public async Task A_late_bounce_takes_a_delivery_back_from_its_tasks_progress_too()
    {
        var task = await StartTaskAsync(Now);
        await ExpandAsync(task, "0", null, "one@example.net");
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);
        Assert.Equal(new(1, 0, 1, 1, 0), (await TaskNow(task)).Progress);
        await RecordAsync(new LateFact(claimed[0].Id, FactKind.Bounced, Now, "dsn", BounceClass.InvalidAddress));

        Assert.Equal(new(1, 0, 1, 0, 1), (await TaskNow(task)).Progress);
        Assert.Single(await BlocksAsync(BlockReason.InvalidAddress));
    }

    [Fact]
    public async Task A_call_with_a_fact_that_is_not_learnt_late_records_nothing()
    {
        var row = await DeliveredAsync();
        var facts = new LateFact[] { new(row.Id, FactKind.Unsubscribed, Now, "1"), new(row.Id, FactKind.Delivered, Now, "2") };
        await Assert.ThrowsAnyAsync<Exception>(async () => await RecordAsync(facts));

        Same(row, await RowOf(row));
        Assert.Equal((0, 0), ((await CountersAsync()).Unsubscriptions, (await BlocksAsync(BlockReason.Unsubscribed)).Count));
        Assert.Equal(1, await RecordAsync(facts[0]));
    }

    [Fact]
    public async Task The_same_fact_from_eight_sides_at_once_counts_once()
    {
        var row = await DeliveredAsync();
        var doors = await ConnectAsync(8);
        var recorded = await AtOnceAsync(8, async number =>
        {
            var mine = 0;
            for (var i = 0; i < 10; i++)
                mine += await doors[number].Ledger.RecordAsync([new(row.Id, FactKind.Clicked, Now, $"click {i}")], Rules, Now, Token);
            return mine;
        });

        Assert.Equal(10, recorded.Sum());
        var after = await RowOf(row);
        Assert.Equal((10, row.Sequence + 10), (after.Clicks, after.Sequence));
        Assert.Equal(Enumerable.Range(1, after.Sequence), (await FactsOf(row)).Select(fact => fact.Sequence));
        Assert.Equal(1, (await CountersAsync()).Clicks);
    }

    [Fact]
    public async Task Facts_are_listed_only_with_the_message_they_belong_to()
    {
        var (row, other) = (await DeliveredAsync(), await DeliveredAsync());
        Assert.Single(await FactsOf(row));
        Assert.Empty(await Storage.Ledger.ListFactsAsync(other.Message, row.Id, Token));
    }

    private ValueTask<int> RecordAsync(params LateFact[] facts) => Storage.Ledger.RecordAsync(facts, Rules, Now, Token);

    private async Task<MailDelivery> DeliveredAsync()
    {
        var letter = await AcceptAsync(1);
        var epoch = await JoinAsync();
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), await ClaimAsync(epoch));
        return Assert.Single(await DeliveriesOf(letter.Message.Id));
    }

    private static IEnumerable<IReadOnlyList<int>> Permutations(int count) => count == 0
        ? [[]]
        : Permutations(count - 1).SelectMany(shorter => Enumerable.Range(0, count).Select(place => (IReadOnlyList<int>)[.. shorter.Take(place), count - 1, .. shorter.Skip(place)]));
}
