using CsCheck;
using Ses.Ledger;

namespace Ses.Core.Tests.Ledger;

public sealed class WhenFactsComeLate
{
    private static readonly SettlementRules Rules = new();

    private static readonly Gen<LateFact> AnyFact =
        Gen.Select(
            Gen.OneOf(FactKind.Bounced, FactKind.Opened, FactKind.Clicked, FactKind.Unsubscribed, FactKind.Complained),
            Gen.OneOf(BounceClass.InvalidAddress, BounceClass.MailboxFull, BounceClass.Spam, BounceClass.Other),
            Gen.Bool)
        .Select((kind, bounce, machine) => new LateFact(Sample.Delivery().Id, kind, Sample.Now, "x", kind == FactKind.Bounced ? bounce : null, machine));

    private static readonly MailDelivery Delivered = Sample.Delivery() with { State = DeliveryState.Delivered, Facts = DeliveryFacts.Delivered | DeliveryFacts.Attempted };

    private static (MailDelivery Delivery, CounterSet Sum) Record(MailDelivery delivery, IEnumerable<LateFact> facts)
    {
        var sum = CounterSet.Of(delivery.Facts);
        foreach (var fact in facts)
        {
            var changes = Settlement.Record(delivery, fact, Rules);
            delivery = changes.Deliveries[0];
            sum = changes.Counters.Aggregate(sum, (all, delta) => all + delta.Change);
        }

        return (delivery, sum);
    }

    [Fact]
    public void In_any_order_they_count_the_same() => AnyFact.Array[0, 8].Sample(facts =>
    {
        var forwards = Record(Delivered, facts);
        var backwards = Record(Delivered, facts.Reverse());
        Assert.Equal((forwards.Delivery.Facts, forwards.Sum), (backwards.Delivery.Facts, backwards.Sum));
        Assert.Equal(CounterSet.Of(forwards.Delivery.Facts), forwards.Sum);
    });

    [Fact]
    public void Told_twice_they_count_once() => AnyFact.Array[0, 6].Sample(facts => Assert.Equal(Record(Delivered, facts).Sum, Record(Delivered, [.. facts, .. facts]).Sum));

    [Fact]
    public void A_late_bounce_takes_the_delivery_back()
    {
        var (delivery, sum) = Record(Delivered, [new(Delivered.Id, FactKind.Bounced, Sample.Now, "dsn", BounceClass.InvalidAddress)]);
        Assert.Equal((DeliveryState.Bounced, 0L, 1L, 0L), (delivery.State, sum.Deliveries, sum.InvalidAddresses, sum.Pending));
    }

    [Fact]
    public void A_person_counts_before_a_machine()
    {
        var (delivery, sum) = Record(Delivered, [new(Delivered.Id, FactKind.Opened, Sample.Now, "1", ByMachine: true), new(Delivered.Id, FactKind.Opened, Sample.Now, "2"), new(Delivered.Id, FactKind.Opened, Sample.Now, "3")]);
        Assert.Equal((1L, 0L, 2), (sum.Opens, sum.MachineOpens, delivery.Opens));
        Assert.Equal((0L, 1L), (Record(Delivered, [new(Delivered.Id, FactKind.Clicked, Sample.Now, "1", ByMachine: true)]).Sum.Clicks, Record(Delivered, [new(Delivered.Id, FactKind.Clicked, Sample.Now, "1", ByMachine: true)]).Sum.MachineClicks));
    }

    [Theory]
    [InlineData(FactKind.Unsubscribed, BlockReason.Unsubscribed)]
    [InlineData(FactKind.Complained, BlockReason.Complained)]
    public void What_a_person_says_stops_this_sender_domain_for_ever(FactKind kind, BlockReason reason)
    {
        var block = Assert.Single(Settlement.Record(Delivered, new(Delivered.Id, kind, Sample.Now, "x", Detail: "why"), Rules).Blocks);
        Assert.Equal((reason, Sample.Domain, null, "why"), (block.Reason, block.SenderDomain, block.ExpiresAt, block.Remark));
    }

    [Theory]
    [InlineData(FactKind.Delivered)]
    [InlineData(FactKind.Expired)]
    [InlineData(FactKind.Rejected)]
    public void What_only_an_attempt_can_tell_is_not_learnt_late(FactKind kind) =>
        Assert.Throws<ArgumentException>(() => Settlement.Record(Delivered, new(Delivered.Id, kind, Sample.Now, "x"), Rules));
}
