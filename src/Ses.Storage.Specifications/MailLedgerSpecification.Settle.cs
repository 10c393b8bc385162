using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Storage.Specifications;

public abstract partial class MailLedgerSpecification
{
    /// <summary>Every decision that an attempt can lead to.</summary>
    public static TheoryData<string> Decisions { get; } = [.. AllDecisions(default).Keys];

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task A_settle_stores_all_that_the_fold_returns(string decision)
    {
        var task = await StartTaskAsync(Now);
        await ExpandAsync(task, "0", null, "one@example.net", "two@example.org");
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        Pass(TimeSpan.FromSeconds(1));
        var outcomes = claimed.Select(row => Outcome(row, AllDecisions(Now)[decision])).ToList();
        var before = await CountersAsync();

        var result = await Storage.Ledger.SettleAsync(epoch, outcomes, Rules, Now, Token);

        Assert.Empty(result.Lost);
        var changes = Settlement.Apply(epoch, outcomes, Rules);
        foreach (var row in changes.Deliveries)
        {
            Same(row, await RowOf(row));
            Same(changes.Facts.Where(fact => fact.Delivery == row.Id), await FactsOf(row));
        }

        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            Same(changes.Counters.Aggregate(before, (sum, delta) => sum + delta.Change), await CountersAsync(axis));
        Same(changes.Progress.Aggregate(new TaskProgress(2, 0, 0, 0, 0), (sum, delta) => sum + delta.Change), (await TaskNow(task)).Progress);
        Same(changes.Blocks, await BlocksAsync(BlockReason.InvalidAddress));
        Assert.Equal(changes.Charges.Sum(charge => charge.Count), (await Storage.Quotas.GetUsageAsync(default, SampleMail.SenderDomain, DateOnly.FromDateTime(Now.UtcDateTime), Now, Token)).Attempted);
        Assert.Empty(await Storage.Queue.ListOwnedAsync(epoch, Token));
    }

    [Fact]
    public async Task A_delivered_letter_is_delivered_attempted_and_nobodys()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = Assert.Single(await ClaimAsync(epoch));
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);

        var row = await RowOf(claimed);
        Assert.Equal((DeliveryState.Delivered, 1, 1, NodeEpoch.None), (row.State, row.Attempts, row.Sequence, row.Owner));
        Assert.Equal(DeliveryFacts.Delivered | DeliveryFacts.Attempted, row.Facts);
        Assert.Equal(FactKind.Delivered, Assert.Single(await FactsOf(row)).Kind);
        Assert.Equal(1, (await CountersAsync()).Deliveries);
    }

    [Fact]
    public async Task A_retry_waits_for_its_time_and_every_attempt_is_on_record()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var row = Assert.Single(await ClaimAsync(epoch));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now.AddSeconds(10)), row);
            Assert.Empty(await ClaimAsync(epoch));
            Pass(TimeSpan.FromSeconds(10));
            await Storage.Nodes.RenewAsync(epoch, TimeToLive, Now, Token);
            row = Assert.Single(await ClaimAsync(epoch));
            Assert.Equal((attempt, attempt), (row.Attempts, row.Sequence));
        }

        Assert.Equal([1, 2, 3], (await FactsOf(row)).Select(fact => fact.Sequence));
        Assert.All(await FactsOf(row), fact => Assert.Equal(FactKind.Deferred, fact.Kind));
    }

    [Fact]
    public async Task An_answer_in_any_script_is_kept()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = Assert.Single(await ClaimAsync(epoch));
        var attempt = new AttemptReport(Now, TimeSpan.FromTicks(1), null, null, new(0, null, string.Concat(Enumerable.Repeat("ё🚫 \"'%\\", 100))));
        await Storage.Ledger.SettleAsync(epoch, [Outcome(claimed, new DeliveryDecision.Bounced(BounceClass.Spam)) with { Attempt = attempt }], Rules, Now, Token);

        Same(attempt.Reply, (await RowOf(claimed)).LastReply);
        Same(attempt, Assert.Single(await FactsOf(claimed)).Attempt);
    }

    [Fact]
    public async Task An_outcome_without_an_attempt_is_kept_without_one()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = Assert.Single(await ClaimAsync(epoch));
        await Storage.Ledger.SettleAsync(epoch, [Outcome(claimed, new DeliveryDecision.Expired()) with { Attempt = null, ChargedDay = null }], Rules, Now, Token);

        var row = await RowOf(claimed);
        Assert.Equal((DeliveryState.Expired, null, null), (row.State, row.LastReply, row.ChargedDay));
        Assert.Null(Assert.Single(await FactsOf(claimed)).Attempt);
    }

    [Fact]
    public async Task A_settle_that_is_repeated_is_lost_and_counts_once()
    {
        await AcceptAsync(3);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        Assert.Empty((await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed)).Lost);
        Assert.Equal(claimed.Select(row => row.Id), (await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed)).Lost.Order());

        Assert.Equal(3, (await CountersAsync()).Deliveries);
        Assert.All(await DeliveriesOf(claimed[0].Message), row => Assert.Equal((1, 1), (row.Attempts, row.Sequence)));
    }

    [Fact]
    public async Task A_delivery_that_stands_twice_in_one_settle_is_settled_once()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = Assert.Single(await ClaimAsync(epoch));
        var result = await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now), claimed, claimed);

        Assert.Equal([claimed.Id], result.Lost);
        Assert.Equal(1, (await RowOf(claimed)).Attempts);
        Assert.Single(await FactsOf(claimed));
    }

    [Fact]
    public async Task The_outcome_of_an_earlier_attempt_is_lost_though_the_node_owns_the_row_again()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var first = Assert.Single(await ClaimAsync(epoch));
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now), first);
        var second = Assert.Single(await ClaimAsync(epoch));

        Assert.Equal([first.Id], (await SettleAsync(epoch, new DeliveryDecision.Bounced(BounceClass.Other), first)).Lost);
        Assert.Empty((await SettleAsync(epoch, new DeliveryDecision.Delivered(), second)).Lost);
    }

    [Fact]
    public async Task Rows_that_are_no_longer_the_nodes_own_are_lost_one_by_one_and_the_others_settle()
    {
        var letter = await AcceptAsync(5);
        var (epoch, other) = (await JoinAsync(), await JoinAsync());
        var claimed = await ClaimAsync(epoch);
        await Storage.Queue.ReleaseAsync(epoch, [new(claimed[1].Id, Now), new(claimed[3].Id, Now)], Token);
        await Storage.Queue.ClaimAsync(other, [new(claimed[1].Lane, 1)], Now, Token);
        var stranger = Mail.Delivery(letter.Message, EmailAddress.Parse("stranger@example.net"), Now);

        var result = await SettleAsync(epoch, new DeliveryDecision.Delivered(), [.. claimed, stranger]);

        Assert.Equal([claimed[1].Id, claimed[3].Id, stranger.Id], result.Lost.Order());
        var rows = await DeliveriesOf(letter.Message.Id);
        Assert.Equal([epoch, other, epoch, NodeEpoch.None, epoch], rows.Select((row, i) => i is 1 or 3 ? row.Owner : row.State == DeliveryState.Delivered ? epoch : NodeEpoch.None));
        Assert.Equal(3, (await CountersAsync()).Deliveries);
    }

    [Fact]
    public async Task A_node_whose_lease_ran_out_settles_nothing_even_before_it_is_taken_over()
    {
        await AcceptAsync(2);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        Pass(TimeToLive);

        Assert.Equal(claimed.Select(row => row.Id), (await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed)).Lost.Order());
        Same(claimed, await DeliveriesOf(claimed[0].Message));
        Assert.Equal(0, (await CountersAsync()).Deliveries);
    }

    [Fact]
    public async Task A_dead_nodes_late_settle_is_lost_while_the_row_goes_its_way_with_another()
    {
        await AcceptAsync(3);
        var dead = await JoinAsync();
        var claimed = await ClaimAsync(dead);
        Pass(TimeToLive);
        await Storage.Nodes.TakeOverAsync(10, Rules, Now, Token);
        var heir = await JoinAsync();
        var again = await ClaimAsync(heir);

        Assert.Equal(3, (await SettleAsync(dead, new DeliveryDecision.Bounced(BounceClass.InvalidAddress), claimed)).Lost.Count);
        Assert.Empty((await SettleAsync(heir, new DeliveryDecision.Delivered(), again)).Lost);
        Assert.Equal(3, (await SettleAsync(dead, new DeliveryDecision.Delivered(), claimed)).Lost.Count);
        Assert.Equal((3, 0), ((await CountersAsync()).Deliveries, (await CountersAsync()).Bounces));
        Assert.Empty(await BlocksAsync(BlockReason.InvalidAddress));
    }

    [Fact]
    public async Task A_node_that_left_or_never_was_settles_nothing()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await Storage.Nodes.LeaveAsync(epoch, Now, Token);

        Assert.Single((await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed)).Lost);
        Assert.Single((await SettleAsync(new(999_999), new DeliveryDecision.Delivered(), claimed)).Lost);
        Assert.Single((await SettleAsync(NodeEpoch.None, new DeliveryDecision.Delivered(), claimed)).Lost);
        Same(claimed, await DeliveriesOf(claimed[0].Message));
    }

    [Fact]
    public async Task An_empty_settle_does_nothing() =>
        Assert.Empty((await Storage.Ledger.SettleAsync(await JoinAsync(), [], Rules, Now, Token)).Lost);

    [Fact]
    public async Task A_poisoned_outcome_takes_all_of_its_batch_back_and_is_parked_alone()
    {
        var endpoint = await EndpointAsync();
        var letter = await AcceptAsync(5);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        var batch = claimed.Select(row => Outcome(row, new DeliveryDecision.Bounced(BounceClass.InvalidAddress))).ToList();
        // No store can fold an outcome without a decision.
        batch[3] = batch[3] with { Decision = null! };

        await Assert.ThrowsAnyAsync<Exception>(async () => await Storage.Ledger.SettleAsync(epoch, batch, Rules, Now, Token));
        Same(claimed, await DeliveriesOf(letter.Message.Id));
        Assert.Empty(await BlocksAsync(BlockReason.InvalidAddress));
        Assert.Equal(0, (await CountersAsync()).Bounces);
        Assert.Empty(await AllCallbacksAsync(endpoint));

        Assert.Empty((await Storage.Ledger.SettleAsync(epoch, [.. batch.Where(outcome => outcome.Decision is not null)], Rules, Now, Token)).Lost);
        Assert.Empty((await SettleAsync(epoch, new DeliveryDecision.Parked(), claimed[3])).Lost);
        Assert.Equal((DeliveryState.Parked, NodeEpoch.None), ((await RowOf(claimed[3])).State, (await RowOf(claimed[3])).Owner));
        Assert.Equal(4, (await CountersAsync()).InvalidAddresses);
        Assert.Equal(4, (await AllCallbacksAsync(endpoint)).Count);
        Assert.Empty((await Storage.Queue.ListDueLanesAsync(Now.AddDays(9), 10, Token)).Lanes);
    }

    [Fact]
    public async Task A_large_batch_settles_as_one()
    {
        await AcceptAsync(1_200);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch, limit: 2_000);

        Assert.Equal(1_200, claimed.Count);
        Assert.Empty((await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed)).Lost);
        Assert.Equal(1_200, (await CountersAsync()).Deliveries);
    }

    [Fact]
    public async Task Counters_progress_and_charges_lose_nothing_when_eight_nodes_settle_at_once()
    {
        var task = await StartTaskAsync(Now);
        await ExpandAsync(task, "0", null, [.. SampleMail.Recipients(160)]);
        var doors = await ConnectAsync(8);
        var work = new List<(NodeEpoch Epoch, IReadOnlyList<MailDelivery> Claimed)>();
        for (var i = 0; i < 8; i++)
        {
            var epoch = await JoinAsync();
            work.Add((epoch, await ClaimAsync(epoch, limit: 20)));
        }

        await AtOnceAsync(8, async number =>
        {
            foreach (var row in work[number].Claimed.Chunk(3))
            {
                var outcomes = row.Select(delivery => Outcome(delivery, new DeliveryDecision.Delivered())).ToList();
                Assert.Empty((await doors[number].Ledger.SettleAsync(work[number].Epoch, outcomes, Rules, Now, Token)).Lost);
            }

            return number;
        });

        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            Assert.Equal((160, 160), ((await CountersAsync(axis)).Requests, (await CountersAsync(axis)).Deliveries));
        Assert.Equal(new(160, 0, 160, 160, 0), (await TaskNow(task)).Progress);
        Assert.Equal(160, (await Storage.Quotas.GetUsageAsync(default, SampleMail.SenderDomain, DateOnly.FromDateTime(Now.UtcDateTime), Now, Token)).Attempted);
    }

    private static Dictionary<string, DeliveryDecision> AllDecisions(DateTimeOffset now) => new()
    {
        ["delivered"] = new DeliveryDecision.Delivered(),
        ["retry"] = new DeliveryDecision.RetryAt(now.AddMinutes(5)),
        ["retry, uncertain"] = new DeliveryDecision.RetryAt(now.AddMinutes(5), Uncertain: true),
        ["bounced, no such address"] = new DeliveryDecision.Bounced(BounceClass.InvalidAddress),
        ["bounced, spam"] = new DeliveryDecision.Bounced(BounceClass.Spam),
        ["bounced, mailbox full"] = new DeliveryDecision.Bounced(BounceClass.MailboxFull),
        ["bounced, other"] = new DeliveryDecision.Bounced(BounceClass.Other),
        ["dropped"] = new DeliveryDecision.Dropped(),
        ["expired"] = new DeliveryDecision.Expired(),
        ["held"] = new DeliveryDecision.Held(),
        ["parked"] = new DeliveryDecision.Parked(),
    };

    private async Task<IReadOnlyList<BlockEntry>> BlocksAsync(BlockReason reason) =>
        [.. (await Storage.Blocklists.ListAsync(AccountId.Default, reason, PageRequest.First, Token)).Items.OrderBy(entry => entry.Address.NormalForm, StringComparer.Ordinal)];
}
