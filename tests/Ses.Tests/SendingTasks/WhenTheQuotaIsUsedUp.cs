using Ses.Ledger;
using Ses.SendingTasks;

namespace Ses.Tests.SendingTasks;

public sealed class WhenTheQuotaIsUsedUp
{
    private static SendingTask Create(SmallWorld world, int recipients, string group = "readers", string template = "letter") => world.Task(new()
    {
        From = SmallWorld.Sender,
        Groups = [world.Group("email\n" + string.Concat(Enumerable.Range(0, recipients).Select(i => $"{group}{i}@d{i % 5}.example\n")), group).Id],
        Template = world.Template("<p>x</p>", name: template).Id,
        Subject = "x",
    });

    private static SmallWorld New(long quota, Action<SesOptions>? more = null) => new(options =>
    {
        options.Warmup.DailyQuotas.Clear();
        options.Warmup.DailyQuotas.Add(quota);
        more?.Invoke(options);
    });

    private static IReadOnlyList<(string Day, int Count)> ByDay(SmallWorld world) =>
        [.. world.Taken.CountBy(attempt => attempt.At.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Select(day => (day.Key, day.Value))];

    [Fact]
    public void A_new_domain_sends_500_a_day_less_the_transactional_reserve_and_goes_on_by_itself()
    {
        using var world = new SmallWorld();
        Assert.Equal(1, world.FindDomain().Level);
        var task = world.RunUntil(Create(world, 600), TaskState.Paused);
        Assert.Equal(450, world.Taken.Count);
        Assert.Equal((450L, 150L), (task.Progress.Settled, task.Cached));
        Assert.Equal(0.75, task.Completion);
        Assert.Contains("news.example has used its 450 messages for today", task.StateReason, StringComparison.Ordinal);
        Assert.Contains("level 1: 500 a day", task.StateReason, StringComparison.Ordinal);
        Assert.Contains("150 recipients wait and go on at 2027-01-05 00:00:00Z", task.StateReason, StringComparison.Ordinal);
        Assert.Equal(task.Id, Assert.Single(world.Ask(client => client.Tasks.ListAsync(TaskState.Paused)).Items).Id);

        task = world.RunUntil(task, TaskState.Sending);
        Assert.Equal((new DateTime(2027, 1, 5), null), (world.Now.Date, task.StateReason));
        world.RunUntil(task, TaskState.Sent, TimeSpan.FromDays(3));
        Assert.Equal([("2027-01-04", 450), ("2027-01-05", 150)], ByDay(world));
    }

    [Fact]
    public void A_higher_start_level_sends_more()
    {
        using var world = New(10, options =>
        {
            options.Warmup.DailyQuotas.Add(20);
            options.Warmup.StartLevel = 2;
        });
        var task = world.RunUntil(Create(world, 30), TaskState.Paused);
        Assert.Equal((18, 12L), (world.Taken.Count, task.Cached));
    }

    [Fact]
    public void A_task_that_fits_the_day_exactly_is_done_today()
    {
        using var world = New(20);
        world.RunUntil(Create(world, 18), TaskState.Sent, TimeSpan.FromHours(1));
        Assert.Equal(18, world.Taken.Count);
    }

    [Fact]
    public void Switched_off_there_is_none()
    {
        using var world = New(10, options => options.Warmup.IsEnabled = false);
        world.RunUntil(Create(world, 100), TaskState.Sent, TimeSpan.FromHours(1));
        Assert.Equal(100, world.Taken.Count);
    }

    [Fact]
    public void Transactional_mail_still_goes_out_of_its_reserve()
    {
        using var world = New(100);
        var task = world.RunUntil(Create(world, 200), TaskState.Paused);
        Assert.Equal(90, world.Taken.Count);
        for (var i = 0; i < 10; i++)
            world.SendAndDeliver(SmallWorld.Letter($"code{i}@a.example"));
        Assert.Equal(SesErrorCode.QuotaExceeded, Refused.By(() => world.Send("code@a.example")).Code);
        Assert.Equal(SesErrorCode.QuotaExceeded, Refused.By(() => world.Send(SmallWorld.Letter("offer@a.example") with { Stream = MailStream.Marketing })).Code);
        Assert.Equal(100, world.Taken.Count);
        world.World.RunUntil(() => world.Current(task).State == TaskState.Sending);
        Assert.NotNull(world.Send("code@a.example"));
    }

    [Fact]
    public void Two_tasks_of_a_domain_share_it_and_both_come_to_an_end()
    {
        using var world = New(100, options => options.Warmup.TransactionalReserve = 0);
        var (first, second) = (Create(world, 150, "a", "one"), Create(world, 90, "b", "two"));
        world.RunUntil(first, TaskState.Sent, TimeSpan.FromDays(5));
        world.RunUntil(second, TaskState.Sent, TimeSpan.FromDays(5));
        Assert.Equal([("2027-01-04", 100), ("2027-01-05", 100), ("2027-01-06", 40)], ByDay(world));
    }

    [Fact]
    public void Recipients_that_wait_in_the_queue_for_quota_pause_the_task_too()
    {
        // The task fits the day when it is expanded; single messages take what it had counted on.
        using var world = New(100, options =>
        {
            options.Warmup.TransactionalReserve = 0;
            options.Delivery.MaxPerSecondPerSite = 5;
            options.Delivery.MaxConcurrency = 2;
        });
        var task = Create(world, 100);
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Current(task).Cursor is null && world.Taken.Count >= 10));
        for (var i = 0; i < 30; i++)
            world.Send($"code{i}@a.example");
        task = world.RunUntil(task, TaskState.Paused, TimeSpan.FromHours(1));
        Assert.Equal(task.Requests - task.Progress.Settled, task.Cached);
        // The last few may still be under way.
        Assert.InRange(task.Cached, 1, 30 + (2 * 8));
        Assert.Contains($"{task.Cached} recipients wait", task.StateReason, StringComparison.Ordinal);
        world.RunUntil(task, TaskState.Sent);
        Assert.Equal(new DateTime(2027, 1, 5), world.Now.Date);
        Assert.Null(world.Current(task).StateReason);
    }

    [Fact]
    public void Retries_are_free()
    {
        using var world = New(10, options => options.Warmup.TransactionalReserve = 0);
        var receipt = world.SendAndDeliver(SmallWorld.Letter([.. Enumerable.Range(0, 10).Select(i => $"greylist{i}@a.example")]));
        Assert.Equal(20, world.World.Servers.Attempts.Count);
        Assert.All(world.Deliveries(receipt), delivery => Assert.Equal(DeliveryState.Delivered, delivery.State));
    }

    [Fact]
    public void The_day_is_that_of_the_account_s_zone()
    {
        using var world = New(10, options => options.Warmup.TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        var task = world.RunUntil(Create(world, 12), TaskState.Paused);
        Assert.Contains("go on at 2027-01-04 16:00:00Z", task.StateReason, StringComparison.Ordinal);
        world.RunUntil(task, TaskState.Sent);
        Assert.Equal(new DateTimeOffset(2027, 1, 4, 16, 0, 0, TimeSpan.Zero), world.Taken.Max(attempt => attempt.At), TimeSpan.FromMinutes(1));
    }
}
