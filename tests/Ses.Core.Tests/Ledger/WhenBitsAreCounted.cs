using CsCheck;
using Ses.Ledger;

namespace Ses.Core.Tests.Ledger;

public sealed class WhenBitsAreCounted
{
    private static readonly Gen<DeliveryFacts> Facts = Gen.Int[0, (1 << 15) - 1].Select(bits => (DeliveryFacts)bits);

    private static readonly Gen<CounterSet> Counters = Facts.Array[0, 5].Select(all => all.Aggregate(default(CounterSet), (sum, facts) => sum + CounterSet.Of(facts)));

    [Fact]
    public void Whatever_is_known_a_delivery_has_one_fate_at_most() => Facts.Sample(facts =>
    {
        var one = CounterSet.Of(facts);
        Assert.Equal(1, one.Requests);
        Assert.Equal(1, one.Rejected + one.Sends);
        Assert.Equal(one.Sends, one.Deliveries + one.Bounces + one.Pending);
        Assert.InRange(one.Pending, 0, 1);
        Assert.Equal(0, one.Opens * one.MachineOpens);
    });

    [Theory]
    [InlineData(DeliveryFacts.Delivered | DeliveryFacts.BouncedOther | DeliveryFacts.BouncedInvalidAddress, 0, 1, 0, 0)]
    [InlineData(DeliveryFacts.BouncedSpam | DeliveryFacts.BouncedMailboxFull, 0, 0, 1, 0)]
    [InlineData(DeliveryFacts.BouncedMailboxFull, 0, 0, 0, 1)]
    [InlineData(DeliveryFacts.Delivered | DeliveryFacts.Deferred | DeliveryFacts.Uncertain, 1, 0, 0, 0)]
    [InlineData(DeliveryFacts.Rejected | DeliveryFacts.BouncedSpam | DeliveryFacts.Delivered, 0, 0, 0, 0)]
    public void The_gravest_bounce_counts(DeliveryFacts facts, long deliveries, long invalid, long spam, long other)
    {
        var one = CounterSet.Of(facts);
        Assert.Equal((deliveries, invalid, spam, other), (one.Deliveries, one.InvalidAddresses, one.BouncesSpam, one.BouncesOther));
    }

    [Fact]
    public void Sums_commute_and_differences_take_back() => Gen.Select(Counters, Counters, Counters).Sample((a, b, c) =>
    {
        Assert.Equal(a + b, b + a);
        Assert.Equal(a + b + c, a + (b + c));
        Assert.Equal(a, a + b - b);
        Assert.Equal(a + a + a, default(CounterSet).Add(a, 3));
    });

    [Fact]
    public void The_guide_s_example_is_a_third()
    {
        var counters = new CounterSet { Requests = 15, Rejected = 3, Sends = 12, Deliveries = 4 };
        Assert.Equal("33.33 %", $"{Math.Round(counters.DeliveryRate * 100, 2).ToString(System.Globalization.CultureInfo.InvariantCulture)} %");
        Assert.Equal(0, default(CounterSet).DeliveryRate);
    }
}
