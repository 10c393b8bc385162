using Microsoft.Extensions.Time.Testing;
using Ses.Delivery.Internal;
using Ses.Primitives;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenTransactionalMailIsOnItsWay
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Two_attempts_of_bulk_mail_begin_before_it_and_one_core_is_left_to_it()
    {
        using var way = new RightOfWay(_time);
        Assert.Equal(4, way.TurnsOf(4));
        way.Expect(Message(1));
        Assert.Equal(2, Begin(way, 10));
        Assert.Equal(0, way.TurnsOf(4));

        // What is composed holds places at its site, so that must end.
        way.Arrive(Message(1));
        Assert.Equal(0, Begin(way, 10));
        Assert.Equal((3, 1), (way.TurnsOf(4), way.TurnsOf(1)));

        var freed = 0;
        way.Freed += () => freed++;
        way.End(Message(1));
        Assert.Equal(1, freed);
        Assert.Equal(10, Begin(way, 10));
    }

    [Fact]
    public void Bulk_mail_goes_on_however_much_of_it_there_is()
    {
        using var way = new RightOfWay(_time);
        way.Expect(Message(0));
        var begun = Begin(way, 10);
        for (var i = 0; i < 20; i++)
        {
            way.Expect(Message(i + 1));
            way.End(Message(i));
            begun += Begin(way, 10);
        }

        Assert.Equal(42, begun);
    }

    [Fact]
    public void Nobody_waits_long_for_one_that_does_not_come_and_then_for_a_second_for_none()
    {
        using var way = new RightOfWay(_time);
        var freed = 0;
        way.Freed += () => freed++;
        way.Expect(Message(1));
        _time.Advance(TimeSpan.FromMilliseconds(60));
        way.Expect(Message(2));
        Begin(way, 2);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, freed);
        Assert.False(way.HasRoom);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, freed);
        Assert.Equal(10, Begin(way, 10));

        way.Expect(Message(3));
        Assert.Equal(10, Begin(way, 10));
        _time.Advance(TimeSpan.FromSeconds(1));
        way.Expect(Message(4));
        Assert.Equal(2, Begin(way, 10));
    }

    private static int Begin(RightOfWay way, int wanted)
    {
        var begun = 0;
        while (begun < wanted && way.HasRoom)
        {
            way.Pass();
            begun++;
        }

        return begun;
    }

    private static MessageId Message(int number) => new((UInt128)number);
}
