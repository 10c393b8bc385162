using Ses.Warmup;

namespace Ses.SendingTasks.Internal;

/// <summary>What a task does next. Pure.</summary>
internal static class TaskPlan
{
    /// <summary>Recipients that may stand in the queue without being attempted; the rest stays unexpanded, so that canceling and pausing act at once.</summary>
    private const long LookAhead = 5_000;

    /// <summary>Recipients of one slice.</summary>
    private const int Slice = 200;

    /// <summary>How many recipients may be expanded now: within the day's quota, less what waits for it already, and never far ahead.</summary>
    /// <param name="limit">The day's quota for the task's stream.</param>
    /// <param name="usage">What is used of it.</param>
    /// <param name="waiting">Recipients of all tasks of the domain that wait for it.</param>
    /// <param name="own">Recipients of this task that wait for it.</param>
    public static int SliceSize(long limit, QuotaUsage usage, long waiting, long own)
    {
        var quota = limit == long.MaxValue ? long.MaxValue : limit - usage.Attempted - waiting;
        // Whole slices: a few at a time would cost the store a transaction for each few.
        return LookAhead - own < Slice ? 0 : (int)Math.Clamp(quota, 0, Slice);
    }

    /// <summary>True where nothing more can go out today: all that is left of the quota is taken, and the task does not move any more.</summary>
    public static bool IsOutOfQuota(long limit, QuotaUsage usage, long waiting, bool moves) =>
        limit != long.MaxValue && !moves && Math.Max(usage.Used, usage.Attempted + waiting) >= limit;

    /// <summary>True where recipients in the queue have no quota today: all of it is taken, and what is taken and not used yet does not reach for them.</summary>
    /// <param name="limit">The day's quota for the task's stream.</param>
    /// <param name="usage">What is used of it.</param>
    /// <param name="own">Recipients of this task that wait for it.</param>
    public static bool WaitsForQuota(long limit, QuotaUsage usage, long own) =>
        limit != long.MaxValue && usage.Used >= limit && own > usage.Used - usage.Attempted;

    /// <summary>When a recurring task starts next: its first start plus whole intervals, behind now. Missed starts are left out.</summary>
    public static DateTimeOffset NextStart(TaskSchedule schedule, DateTimeOffset now)
    {
        var (first, every) = (schedule.StartAt!.Value, schedule.Every!.Value);
        var intervals = now < first ? 0 : ((now - first).Ticks / every.Ticks) + 1;
        return first + (every * intervals);
    }
}
