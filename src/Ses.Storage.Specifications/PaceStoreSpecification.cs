using Ses.Delivery;

namespace Ses.Storage.Specifications;

/// <summary>The shared pace: <see cref="IPaceStore"/>.</summary>
public abstract class PaceStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Slots_begin_now_and_follow_each_other()
    {
        Assert.Equal(new(Now, 5), await ReserveAsync("a", 5));
        Assert.Equal(new(Now + (5 * Interval), 3), await ReserveAsync("a", 3));
        Assert.Equal(new(Now + (8 * Interval), 1), await ReserveAsync("a", 1));
    }

    [Fact]
    public async Task Time_that_nobody_used_is_lost()
    {
        await ReserveAsync("a", 1);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(new(Now, 2), await ReserveAsync("a", 2));
    }

    [Fact]
    public async Task A_pause_shorter_than_the_interval_does_not_hurry_the_next_slot()
    {
        var start = Now;
        await ReserveAsync("a", 1);
        Pass(TimeSpan.FromMilliseconds(30));
        Assert.Equal(new(start + Interval, 1), await ReserveAsync("a", 1));
    }

    [Fact]
    public async Task No_slot_begins_behind_the_horizon_and_then_the_answer_is_when_to_ask_again()
    {
        Assert.Equal(new(Now, 11), await ReserveAsync("a", 50, horizon: TimeSpan.FromSeconds(1)));
        Assert.Equal(new(Now + (11 * Interval), 0), await ReserveAsync("a", 50, horizon: TimeSpan.FromSeconds(1)));

        Pass(Interval);
        Assert.Equal(new(Now + (10 * Interval), 1), await ReserveAsync("a", 50, horizon: TimeSpan.FromSeconds(1)));
        Assert.Equal(new(Now + (11 * Interval), 0), await ReserveAsync("a", 50, horizon: TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Without_a_horizon_there_is_one_slot_and_only_when_it_is_free()
    {
        Assert.Equal(new(Now, 1), await ReserveAsync("a", 9, horizon: TimeSpan.Zero));
        Assert.Equal(new(Now + Interval, 0), await ReserveAsync("a", 9, horizon: TimeSpan.Zero));
        Pass(Interval);
        Assert.Equal(new(Now, 1), await ReserveAsync("a", 9, horizon: TimeSpan.Zero));
    }

    [Fact]
    public async Task Keys_have_a_pace_of_their_own_to_the_character()
    {
        foreach (var key in new[] { "site/192.0.2.1", "Site/192.0.2.1", "сайт", "site/192.0.2.1 ", "" })
            Assert.Equal(new(Now, 4), await ReserveAsync(key, 4));
    }

    [Fact]
    public async Task Several_wishes_are_answered_in_their_order_one_after_the_other()
    {
        PaceRequest Wish(string key, int count) => new(key, Interval, count, TimeSpan.FromMinutes(1));
        var grants = await Storage.Pace.ReserveAsync([Wish("b", 2), Wish("a", 3), Wish("b", 1), Wish("a", 0)], Now, Token);

        Assert.Equal([new(Now, 2), new(Now, 3), new(Now + (2 * Interval), 1), new PaceGrant(Now + (3 * Interval), 0)], grants);
        Assert.Empty(await Storage.Pace.ReserveAsync([], Now, Token));
    }

    [Fact]
    public async Task A_rate_that_changes_holds_from_the_next_slot_on()
    {
        await ReserveAsync("a", 2);
        var slow = new PaceRequest("a", TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1));
        Assert.Equal([new PaceGrant(Now + (2 * Interval), 2)], await Storage.Pace.ReserveAsync([slow], Now, Token));
        Assert.Equal(new(Now + (2 * Interval) + TimeSpan.FromSeconds(2), 1), await ReserveAsync("a", 1));
    }

    [Fact]
    public async Task A_clock_that_lags_behind_gets_no_slot_of_the_past()
    {
        await ReserveAsync("a", 3);
        Pass(TimeSpan.FromSeconds(-5));
        Assert.Equal(new(Now + TimeSpan.FromSeconds(5) + (3 * Interval), 1), await ReserveAsync("a", 1));
    }

    [Fact]
    public async Task Reading_tells_until_when_slots_are_handed_out_and_takes_none()
    {
        await ReserveAsync("a", 5);
        await ReserveAsync("never granted", 0);
        var ends = await Storage.Pace.ReadAsync(["a", "A", "never granted", "a"], Token);

        Assert.Equal([KeyValuePair.Create("a", Now + (5 * Interval))], ends);
        Assert.Empty(await Storage.Pace.ReadAsync([], Token));
        Assert.Equal(new(Now + (5 * Interval), 1), await ReserveAsync("a", 1));
    }

    [Fact]
    public async Task Slots_of_eight_nodes_never_overlap()
    {
        var doors = await ConnectAsync(8);
        var grants = (await AtOnceAsync(8, async number =>
        {
            var mine = new List<PaceGrant>();
            for (var i = 0; i < 20; i++)
                mine.AddRange(await doors[number].Pace.ReserveAsync([new("shared", Interval, 1 + (i % 3), TimeSpan.FromHours(1))], Now, Token));
            return mine;
        })).SelectMany(mine => mine).OrderBy(grant => grant.Start).ToList();

        var next = Now;
        foreach (var grant in grants)
        {
            Assert.Equal(next, grant.Start);
            next += grant.Count * Interval;
        }

        Assert.Equal(Now + (8 * 39 * Interval), next);
    }

    private async Task<PaceGrant> ReserveAsync(string key, int count, TimeSpan? horizon = null) =>
        Assert.Single(await Storage.Pace.ReserveAsync([new(key, Interval, count, horizon ?? TimeSpan.FromMinutes(1))], Now, Token));
}
