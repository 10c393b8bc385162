using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Storage.Specifications;

/// <summary>What a store that outlives its process keeps. Its fixture overrides <see cref="StorageFixture.ReopenAsync"/>.</summary>
public abstract class DurabilitySpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    [Fact]
    public async Task What_was_accepted_is_there_when_the_store_is_opened_again()
    {
        var letter = await AcceptAsync(Mail.Letter(Now, SampleMail.Recipients(3)) with { Idempotency = new("key", 1, Now.AddDays(1)) });
        var task = await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token);
        await ReopenAsync();

        Same(letter.Message, await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));
        Same(letter.Deliveries, await DeliveriesOf(letter.Message.Id));
        Same(task, await Storage.Tasks.FindAsync(default, task.Id, Token));
        var again = Mail.Letter(Now, "reader1@example.net") with { Idempotency = new("key", 1, Now.AddDays(1)) };
        Same(new AcceptResult.Duplicate(letter.Message.Id), await Storage.Ledger.AcceptAsync(again, Now, Token));
        Assert.Equal(3, (await ClaimAsync(await JoinAsync())).Count);
    }

    [Fact]
    public async Task What_was_settled_and_recorded_stays_counted()
    {
        await AcceptAsync(3);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Bounced(BounceClass.InvalidAddress), claimed.Take(2));
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed.Skip(2));
        var open = new LateFact(claimed[2].Id, FactKind.Opened, Now, "1");
        await Storage.Ledger.RecordAsync([open], Rules, Now, Token);
        var (rows, counters) = (await DeliveriesOf(claimed[0].Message), await CountersAsync());
        await ReopenAsync();

        Same(rows, await DeliveriesOf(claimed[0].Message));
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            Assert.Equal(counters, await CountersAsync(axis));
        Assert.Equal(0, await Storage.Ledger.RecordAsync([open], Rules, Now, Token));
        Assert.Equal(2, (await Storage.Blocklists.ListAsync(default, BlockReason.InvalidAddress, PageRequest.First, Token)).Total);
    }

    [Fact]
    public async Task What_waits_to_be_told_waits_on_and_calls_stay_on_record()
    {
        var endpoint = (await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now), Token))!;
        await AcceptAsync(2);
        var epoch = await JoinAsync();
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), await ClaimAsync(epoch));
        var claimed = await Storage.CallbackQueue.ClaimAsync([new(endpoint.Id, 1)], Now.AddMinutes(1), Now, Token);
        var outcome = SampleCallbacks.Outcome(Assert.Single(claimed), CallbackResult.PutOff, Now, Now);
        await Storage.CallbackQueue.FinishAsync([outcome], 30, Now, Token);
        await ReopenAsync();

        Same(endpoint, await Storage.Callbacks.FindAsync(default, null, Token));
        Same(outcome.Attempt, Assert.Single((await Storage.CallbackQueue.ListAttemptsAsync(endpoint.Id, PageRequest.First, Token)).Items));
        var again = await Storage.CallbackQueue.ClaimAsync([new(endpoint.Id, 10)], Now.AddMinutes(1), Now, Token);
        Assert.Equal([0, 1], again.Select(callback => callback.Attempts).Order());
    }

    [Fact]
    public async Task An_epoch_is_not_given_out_again_by_a_store_that_was_opened_again()
    {
        var epochs = new List<NodeEpoch> { await JoinAsync(), await Storage.Nodes.ReserveEpochAsync(Token) };
        for (var i = 0; i < 3; i++)
        {
            await ReopenAsync();
            epochs.AddRange([await Storage.Nodes.ReserveEpochAsync(Token), await JoinAsync()]);
        }

        Assert.Equal(epochs.Order(Comparer<NodeEpoch>.Create((left, right) => left.Value - right.Value)), epochs);
        Assert.Equal(epochs.Count, epochs.Distinct().Count());
    }

    [Fact]
    public async Task What_was_in_the_hands_of_a_node_is_taken_over_and_neither_lost_nor_doubled()
    {
        var letter = await AcceptAsync(5);
        var dead = await JoinAsync();
        var claimed = await ClaimAsync(dead, limit: 4);
        await SettleAsync(dead, new DeliveryDecision.Delivered(), claimed.Take(1));
        await ReopenAsync();
        Pass(TimeToLive);

        Assert.Equal(3, await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token));
        Assert.Equal(3, (await SettleAsync(dead, new DeliveryDecision.Delivered(), claimed.Skip(1))).Lost.Count);
        var heir = await JoinAsync();
        await SettleAsync(heir, new DeliveryDecision.Delivered(), await ClaimAsync(heir));
        Assert.All(await DeliveriesOf(letter.Message.Id), row => Assert.Equal((DeliveryState.Delivered, NodeEpoch.None), (row.State, row.Owner)));
        Assert.Equal(5, (await CountersAsync()).Deliveries);
    }

    [Fact]
    public async Task A_pace_reserved_far_ahead_still_holds()
    {
        var wish = new Delivery.PaceRequest("site", TimeSpan.FromSeconds(1), 60, TimeSpan.FromHours(1));
        await Storage.Pace.ReserveAsync([wish], Now, Token);
        await ReopenAsync();

        Assert.Equal(Now.AddSeconds(60), Assert.Single(await Storage.Pace.ReserveAsync([wish], Now, Token)).Start);
    }

    [Fact]
    public async Task Ids_of_an_account_go_on_counting()
    {
        var first = await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token);
        await ReopenAsync();
        var second = await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token);

        Assert.Equal(first.Id.Value + 1, second.Id.Value);
    }
}
