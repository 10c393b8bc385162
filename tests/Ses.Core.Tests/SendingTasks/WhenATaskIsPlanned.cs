using CsCheck;
using Ses.SendingTasks;
using Ses.SendingTasks.Internal;
using Ses.Warmup;

namespace Ses.Core.Tests.SendingTasks;

public sealed class WhenATaskIsPlanned
{
    [Theory]
    [InlineData(200, 0, 0, 0, 200)]
    [InlineData(150, 0, 0, 0, 150)]
    [InlineData(1_000, 800, 100, 100, 100)]
    [InlineData(1_000, 1_000, 0, 0, 0)]
    [InlineData(1_000, 900, 300, 0, 0)]
    [InlineData(long.MaxValue, 0, 0, 0, 200)]
    [InlineData(long.MaxValue, 0, 9_000, 4_800, 200)]
    [InlineData(long.MaxValue, 0, 9_000, 4_801, 0)]
    public void A_slice_stays_within_the_quota_and_a_whole_one_within_the_look_ahead(long limit, long attempted, long waiting, long own, int expected) =>
        Assert.Equal(expected, TaskPlan.SliceSize(limit, new(attempted, attempted), waiting, own));

    [Fact]
    public void Slices_never_reach_beyond_the_quota() =>
        Gen.Select(Gen.Long[0, 3_000], Gen.Long[0, 3_000], Gen.Long[0, 3_000]).Sample((limit, attempted, waiting) =>
        {
            var size = TaskPlan.SliceSize(limit, new(attempted, attempted), waiting, waiting);
            Assert.InRange(size, 0, 200);
            Assert.True(size == 0 || attempted + waiting + size <= limit);
        });

    [Theory]
    [InlineData(100, 100, 100, 0, false, true)]
    [InlineData(100, 60, 60, 40, false, true)]
    [InlineData(100, 60, 60, 40, true, false)]
    [InlineData(100, 60, 60, 20, false, false)]
    [InlineData(long.MaxValue, 5_000, 5_000, 5_000, false, false)]
    public void It_pauses_only_when_the_quota_is_taken_and_nothing_moves(long limit, long used, long attempted, long waiting, bool moves, bool expected) =>
        Assert.Equal(expected, TaskPlan.IsOutOfQuota(limit, new(used, attempted), waiting, moves));

    [Theory]
    [InlineData(100, 100, 90, 11, true)]
    [InlineData(100, 100, 90, 10, false)]
    [InlineData(100, 99, 90, 50, false)]
    [InlineData(100, 100, 100, 0, false)]
    [InlineData(long.MaxValue, 100, 0, 500, false)]
    public void The_last_in_the_queue_wait_for_quota_when_what_is_taken_does_not_reach_for_them(long limit, long used, long attempted, long own, bool expected) =>
        Assert.Equal(expected, TaskPlan.WaitsForQuota(limit, new QuotaUsage(used, attempted), own));

    [Fact]
    public void The_next_start_is_ahead_and_a_whole_number_of_intervals_behind_the_first() =>
        Gen.Select(Gen.Int[1, 30], Gen.Long[-1_000_000, 100_000_000]).Sample((days, seconds) =>
        {
            var schedule = new TaskSchedule(TaskType.Recurring, Sample.Now, TimeSpan.FromDays(days));
            var now = Sample.Now + TimeSpan.FromSeconds(seconds);
            var next = TaskPlan.NextStart(schedule, now);
            Assert.True(next > now || (seconds < 0 && next == Sample.Now));
            Assert.True(next - now <= TimeSpan.FromDays(days) || seconds < 0);
            Assert.Equal(0, (next - Sample.Now).Ticks % TimeSpan.FromDays(days).Ticks);
        });

    [Fact]
    public void A_cursor_reads_what_it_writes() =>
        Gen.Select(Gen.Int[0, 1_000], Gen.Long[0, long.MaxValue]).Sample((group, ordinal) => Assert.Equal(new(group, ordinal), TaskCursor.Parse(new TaskCursor(group, ordinal).ToString())));
}
