using Ses.Scheduling.Internal;

namespace Ses.Core.Tests.Scheduling;

public sealed class WhenSomeoneIsNudged
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly Nudge _nudge = new(EngineScheduler.ThreadPool, TimeProvider.System);

    [Fact]
    public async Task What_is_said_while_one_still_works_is_not_lost()
    {
        var count = _nudge.Count(Work.Mail);
        _nudge.Wake(Work.Mail | Work.Facts);
        await Sleep(Work.Mail, count);
    }

    [Fact]
    public async Task Those_are_woken_whom_it_concerns_and_no_others()
    {
        var (mail, tasks) = (Sleep(Work.Mail, _nudge.Count(Work.Mail)), Sleep(Work.Tasks, _nudge.Count(Work.Tasks)));
        _nudge.Wake(Work.Mail);
        await mail;
        Assert.False(tasks.IsCompleted);
        _nudge.Wake();
        await tasks;
    }

    [Fact]
    public async Task Who_listens_to_nobody_still_hears_that_it_is_over()
    {
        using var over = new CancellationTokenSource();
        var sleep = _nudge.SleepAsync(Long, Work.None, 0, over.Token).AsTask();
        _nudge.Wake();
        Assert.False(sleep.IsCompleted);
        await over.CancelAsync();
        await sleep.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private Task Sleep(Work work, long count) =>
        _nudge.SleepAsync(Long, work, count, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
