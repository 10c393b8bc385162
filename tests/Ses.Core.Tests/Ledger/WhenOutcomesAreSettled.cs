using CsCheck;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Ledger;

public sealed class WhenOutcomesAreSettled
{
    private static readonly SettlementRules Rules = new();
    private static readonly NodeEpoch Epoch = new(3);
    private static readonly DateOnly Day = new(2027, 1, 4);

    private static SettlementChanges Apply(params DeliveryOutcome[] outcomes) => Settlement.Apply(Epoch, outcomes, Rules);

    public static TheoryData<DeliveryDecision, DeliveryState, FactKind, DeliveryFacts> Decisions => new()
    {
        { new DeliveryDecision.Delivered(), DeliveryState.Delivered, FactKind.Delivered, DeliveryFacts.Delivered },
        { new DeliveryDecision.RetryAt(Sample.Now), DeliveryState.Queued, FactKind.Deferred, DeliveryFacts.Deferred },
        { new DeliveryDecision.RetryAt(Sample.Now, true), DeliveryState.Queued, FactKind.Uncertain, DeliveryFacts.Deferred | DeliveryFacts.Uncertain },
        { new DeliveryDecision.Bounced(BounceClass.InvalidAddress), DeliveryState.Bounced, FactKind.Bounced, DeliveryFacts.BouncedInvalidAddress },
        { new DeliveryDecision.Bounced(BounceClass.Spam), DeliveryState.Bounced, FactKind.Bounced, DeliveryFacts.BouncedSpam },
        { new DeliveryDecision.Bounced(BounceClass.MailboxFull), DeliveryState.Bounced, FactKind.Bounced, DeliveryFacts.BouncedMailboxFull },
        { new DeliveryDecision.Bounced(BounceClass.Sender), DeliveryState.Bounced, FactKind.Bounced, DeliveryFacts.BouncedOther },
        { new DeliveryDecision.Dropped(), DeliveryState.Dropped, FactKind.Dropped, DeliveryFacts.Rejected },
        { new DeliveryDecision.Expired(), DeliveryState.Expired, FactKind.Expired, DeliveryFacts.BouncedOther },
        { new DeliveryDecision.Held(), DeliveryState.Held, FactKind.Uncertain, DeliveryFacts.Uncertain },
        { new DeliveryDecision.Parked(), DeliveryState.Parked, FactKind.Parked, DeliveryFacts.None },
    };

    [Theory]
    [MemberData(nameof(Decisions), DisableDiscoveryEnumeration = true)]
    public void Each_decision_has_its_state_its_fact_and_its_bits(DeliveryDecision decision, DeliveryState state, FactKind kind, DeliveryFacts facts)
    {
        var before = Sample.Delivery() with { Owner = Epoch, Attempts = 2, Sequence = 4 };
        var changes = Apply(Sample.Outcome(before, decision, Day));
        var after = Assert.Single(changes.Deliveries);
        Assert.Equal((state, facts | DeliveryFacts.Attempted), (after.State, after.Facts));
        Assert.Equal((NodeEpoch.None, 3, 5, Day), (after.Owner, after.Attempts, after.Sequence, after.ChargedDay!.Value));
        var fact = Assert.Single(changes.Facts);
        Assert.Equal((after.Id, 5, kind), (fact.Delivery, fact.Sequence, fact.Kind));
        Assert.Equal(new QuotaCharge(AccountId.Default, Sample.Domain, Day, Epoch, 1), Assert.Single(changes.Charges));
    }

    [Theory]
    [InlineData(DeliveryState.Held)]
    [InlineData(DeliveryState.Parked)]
    public void What_was_set_aside_for_too_long_is_given_up(DeliveryState state)
    {
        var aside = Sample.Delivery() with { State = state, Attempts = 2, Sequence = 4, ChargedDay = Day, Facts = DeliveryFacts.Attempted, LastReply = new(0, null, "why") };
        var changes = Settlement.Expire([aside], Sample.Now);
        var after = Assert.Single(changes.Deliveries);
        Assert.Equal((DeliveryState.Expired, DeliveryFacts.Attempted | DeliveryFacts.BouncedOther, 2, 5), (after.State, after.Facts, after.Attempts, after.Sequence));
        Assert.Equal((aside.LastReply, Sample.Now), (after.LastReply, after.UpdatedAt!.Value));
        Assert.Equal((5, FactKind.Expired, Sample.Now), (changes.Facts[0].Sequence, changes.Facts[0].Kind, changes.Facts[0].At));
        Assert.Equal(1, Assert.Single(changes.Counters).Change.BouncesOther);
        Assert.Empty(changes.Charges);
    }

    [Fact]
    public void Only_the_first_attempt_is_charged()
    {
        var retried = Sample.Delivery() with { ChargedDay = Day, Facts = DeliveryFacts.Attempted };
        var changes = Apply(Sample.Outcome(retried, new DeliveryDecision.Delivered()));
        Assert.Empty(changes.Charges);
        Assert.Equal(Day, changes.Deliveries[0].ChargedDay);
    }

    [Fact]
    public void Only_an_invalid_address_is_blocked_for_180_days_for_all_and_never_a_simulator_s()
    {
        var simulators = new SettlementRules { SimulatorDomains = new HashSet<DomainName> { DomainName.Parse("simulator.ses.internal") } };
        foreach (var bounce in Enum.GetValues<BounceClass>())
        {
            var changes = Apply(Sample.Outcome(Sample.Delivery(), new DeliveryDecision.Bounced(bounce)));
            Assert.Equal(bounce == BounceClass.InvalidAddress ? 1 : 0, changes.Blocks.Count);
        }

        var outcome = Sample.Outcome(Sample.Delivery(), new DeliveryDecision.Bounced(BounceClass.InvalidAddress));
        var block = Assert.Single(Apply(outcome).Blocks);
        Assert.Equal((BlockReason.InvalidAddress, null, outcome.At + TimeSpan.FromDays(180)), (block.Reason, block.SenderDomain, block.ExpiresAt));
        Assert.Empty(Settlement.Apply(Epoch, [outcome with { Delivery = Sample.Delivery("bounce@simulator.ses.internal") }], simulators).Blocks);
    }

    [Fact]
    public void What_has_the_same_axes_is_summed()
    {
        var task = new SendingTaskId(7);
        var outcomes = Enumerable.Range(1, 5).Select(i => Sample.Outcome(Sample.Delivery($"r{i}@reader.example", i, task: task), new DeliveryDecision.Delivered(), Day)).ToArray();
        var changes = Apply(outcomes);
        Assert.Equal(5, Assert.Single(changes.Counters).Change.Deliveries);
        Assert.Equal(new TaskProgress(0, 0, 5, 5, 0), Assert.Single(changes.Progress).Change);
        Assert.Equal(5, Assert.Single(changes.Charges).Count);
    }

    [Fact]
    public void A_retry_changes_no_counter_but_the_attempt() =>
        Assert.Empty(Apply(Sample.Outcome(Sample.Delivery() with { ChargedDay = Day, Facts = DeliveryFacts.Attempted }, new DeliveryDecision.RetryAt(Sample.Now))).Counters);

    [Fact]
    public void A_dead_node_s_claims_are_uncertain_charged_and_free()
    {
        var fresh = Sample.Delivery() with { Owner = Epoch };
        var retried = Sample.Delivery("bob@reader.example", 2) with { Owner = Epoch, ChargedDay = Day, Facts = DeliveryFacts.Attempted };
        var now = Sample.Now + TimeSpan.FromHours(1);
        var escrow = new QuotaEscrow(fresh.Axes.Account, fresh.Axes.SenderDomain, Day, Unspent: 3);
        var changes = Settlement.TakeOver(Epoch, [fresh, retried], [escrow], Rules, now);
        Assert.All(changes.Deliveries, delivery => Assert.Equal(
            (DeliveryState.Queued, NodeEpoch.None, now, DeliveryFacts.Uncertain | DeliveryFacts.Attempted, Day), (delivery.State, delivery.Owner, delivery.DueAt, delivery.Facts, delivery.ChargedDay!.Value)));
        Assert.Equal(1, Assert.Single(changes.Charges).Count);
        var unpaid = Settlement.TakeOver(Epoch, [fresh], [escrow with { Unspent = 0 }], Rules, now);
        Assert.Empty(unpaid.Charges);
        Assert.Null(unpaid.Deliveries[0].ChargedDay);
        var held = Settlement.TakeOver(Epoch, [fresh], [escrow], Rules with { HoldUncertain = new HashSet<MailStream> { MailStream.Transactional } }, now);
        Assert.Equal(DeliveryState.Held, held.Deliveries[0].State);
    }

    [Fact]
    public void Rejected_at_acceptance_it_counts_as_a_request_and_not_as_a_send()
    {
        var rejected = Sample.Delivery() with { State = DeliveryState.Rejected, Facts = DeliveryFacts.Rejected, Sequence = 1, LastReply = new(0, null, "recipient.blocked: x") };
        var changes = Settlement.Admit([rejected, Sample.Delivery("bob@reader.example", 2)]);
        var total = Assert.Single(changes.Counters).Change;
        Assert.Equal((2L, 1L, 1L, 1L), (total.Requests, total.Rejected, total.Sends, total.Pending));
        Assert.Equal((FactKind.Rejected, "recipient.blocked: x"), (Assert.Single(changes.Facts).Kind, changes.Facts[0].Detail));
    }

    [Fact]
    public void However_it_goes_the_sum_of_all_changes_equals_a_recount() => Gen.OneOf(Decisions.Select(row => row.Data.Item1).ToArray()).Array[1, 12].Sample(decisions =>
    {
        var delivery = Sample.Delivery(task: new SendingTaskId(1));
        var admitted = Settlement.Admit([delivery]);
        var sum = admitted.Counters.Aggregate(default(CounterSet), (all, delta) => all + delta.Change);
        var progress = admitted.Progress.Aggregate(default(TaskProgress), (all, delta) => all + delta.Change);
        foreach (var decision in decisions)
        {
            var changes = Apply(Sample.Outcome(delivery, decision, delivery.ChargedDay is null ? Day : null));
            delivery = changes.Deliveries[0];
            sum = changes.Counters.Aggregate(sum, (all, delta) => all + delta.Change);
            progress = changes.Progress.Aggregate(progress, (all, delta) => all + delta.Change);
        }

        Assert.Equal(CounterSet.Of(delivery.Facts), sum);
        Assert.Equal((sum.Requests, sum.Rejected, sum.Deliveries, sum.Bounces), (progress.Expanded, progress.Rejected, progress.Delivered, progress.Bounced));
        Assert.Equal(sum.Requests, sum.Rejected + sum.Sends);
        Assert.Equal(sum.Sends, sum.Deliveries + sum.Bounces + sum.Pending);
        Assert.InRange(sum.Pending, 0, 1);
    });
}
