using CsCheck;
using Ses.Primitives;

namespace Ses.Core.Tests.Primitives;

public sealed class WhenIdsAreMade
{
    [Fact]
    public void They_are_ordered_by_day_then_node_then_number_and_carry_their_cohort() =>
        Gen.Select(Gen.Int[0, 3_000_000], Gen.Int[1, int.MaxValue], Gen.Long[0, long.MaxValue], Gen.Int[0, 3_000_000], Gen.Int[1, int.MaxValue], Gen.Long[0, long.MaxValue]).Sample((day, epoch, number, otherDay, otherEpoch, otherNumber) =>
        {
            var left = new DeliveryId(OrderedId.Pack(new(day), new(epoch), (ulong)number));
            var right = new DeliveryId(OrderedId.Pack(new(otherDay), new(otherEpoch), (ulong)otherNumber));
            Assert.Equal((day, epoch, number).CompareTo((otherDay, otherEpoch, otherNumber)), left.CompareTo(right));
            Assert.Equal(new Cohort(day), left.Cohort);
            Assert.Equal(left, DeliveryId.Parse(left.ToString()));
            Assert.True(MessageId.TryParse(left.ToString(), out var message) && message.Value == left.Value);
            Assert.Equal(32, left.ToString().Length);
        });

    [Theory]
    [InlineData("")]
    [InlineData("123")]
    [InlineData("zz000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000")]
    public void What_is_no_id_says_so(string text)
    {
        Assert.False(DeliveryId.TryParse(text, out _));
        Assert.Contains("32 hexadecimal digits", Assert.Throws<FormatException>(() => MessageId.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cohort_is_the_UTC_day()
    {
        var lateInNewYork = new DateTimeOffset(2027, 1, 4, 23, 0, 0, TimeSpan.FromHours(-5));
        Assert.Equal(("2027-01-05", new DateOnly(2027, 1, 5)), (Cohort.Of(lateInNewYork).ToString(), Cohort.Of(lateInNewYork).Date));
    }
}
