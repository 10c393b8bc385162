namespace Ses.Testing.Tests;

public sealed class WhenAClockIsVirtual
{
    private static readonly DateTimeOffset Start = new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero);

    private readonly VirtualClock _clock = new(Start);
    private readonly List<(string Name, double Second)> _fired = [];

    private ITimer Timer(string name, double due, double period = -1) => _clock.CreateTimer(
        _ => _fired.Add((name, (_clock.GetUtcNow() - Start).TotalSeconds)), null, Seconds(due), Seconds(period));

    private static TimeSpan Seconds(double seconds) => seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);

    [Fact]
    public void It_stands_until_it_is_moved()
    {
        Assert.Equal(Start, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(1), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(1), _clock.GetElapsedTime(Start.UtcTicks));
        Assert.Equal(TimeZoneInfo.Utc, _clock.LocalTimeZone);
    }

    [Fact]
    public void Timers_fire_on_the_way_each_at_its_time_and_equals_as_they_were_armed()
    {
        Timer("late", 3);
        Timer("first", 1);
        Timer("second", 1);
        Timer("every", 1, 1);
        Timer("beyond", 10);
        Timer("never", -1);
        Assert.Equal(Start.AddSeconds(1), _clock.NextTimerAt);
        _clock.Advance(TimeSpan.FromSeconds(3.5));
        Assert.Equal([("first", 1), ("second", 1), ("every", 1), ("every", 2), ("late", 3), ("every", 3)], _fired);
        Assert.Equal(Start.AddSeconds(3.5), _clock.GetUtcNow());
    }

    [Fact]
    public void It_jumps_to_the_next_timer()
    {
        Timer("a", 3_600);
        Assert.True(_clock.FireNext());
        Assert.Equal([("a", 3_600)], _fired);
        Assert.Equal(Start.AddHours(1), _clock.GetUtcNow());
        Assert.False(_clock.FireNext());
        Assert.Null(_clock.NextTimerAt);
    }

    [Fact]
    public void A_timer_may_be_changed_stopped_and_armed_by_another()
    {
        var changed = Timer("changed", 1);
        Assert.True(changed.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan));
        using (Timer("gone", 1))
        {
        }

        using var chain = _clock.CreateTimer(_ => Timer("chained", 2), null, Seconds(1), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([("chained", 3), ("changed", 5)], _fired);
    }

    [Fact]
    public async Task Delays_end_by_it()
    {
        var delay = Task.Delay(TimeSpan.FromHours(5), _clock, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromHours(4));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromHours(1));
        await delay;
    }
}
