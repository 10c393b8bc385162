using Ses.Ledger;
using Ses.SendingTasks;

namespace Ses.Tests.SendingTasks;

public sealed class WhenATaskHasAStartTime
{
    private static SendingTask Create(SmallWorld world, TaskSchedule schedule, string csv = "email\nada@a.example\n") => world.Task(new()
    {
        From = SmallWorld.Sender,
        Groups = [world.Group(csv).Id],
        Template = world.Template("<p>x</p>").Id,
        Subject = "x",
        Schedule = schedule,
    });

    [Fact]
    public void It_starts_by_itself_then_and_not_before()
    {
        using var world = new SmallWorld();
        var start = world.Now + TimeSpan.FromHours(30);
        var task = Create(world, new(TaskType.Scheduled, start));
        world.Start();
        world.World.RunFor(TimeSpan.FromHours(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(TaskState.Waiting, world.Current(task).State);
        Assert.Empty(world.World.Servers.Attempts);
        world.RunUntil(task, TaskState.Sent);
        Assert.InRange(Assert.Single(world.Taken).At, start, start + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_recurring_one_runs_every_so_many_days_each_time_for_those_in_the_group_then()
    {
        using var world = new SmallWorld();
        var start = world.Now + TimeSpan.FromDays(1);
        var task = Create(world, new(TaskType.Recurring, start, TimeSpan.FromDays(2)));
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Taken.Count == 1, TimeSpan.FromDays(3)));
        var first = world.Current(task).Run;
        world.World.RunFor(TimeSpan.FromHours(1));
        Assert.Equal((TaskState.Waiting, start + TimeSpan.FromDays(2)), (world.Current(task).State, world.Current(task).NextStepAt));

        world.Ask(client => client.Recipients.ImportCsvAsync(task.Groups[0], new MemoryStream("email\nbob@b.example\n"u8.ToArray())));
        world.World.RunFor(TimeSpan.FromDays(4.5));
        Assert.Equal(
            [("ada", 1), ("ada", 3), ("bob", 3), ("ada", 5), ("bob", 5)],
            world.Taken.Select(attempt => (attempt.Recipient.LocalPart, (int)Math.Round((attempt.At - start).TotalDays) + 1)).OrderBy(run => run.Item2).ThenBy(run => run.LocalPart));
        Assert.NotEqual(first, world.Current(task).Run);
        Assert.Equal(new TaskProgress(2, 0, 2, 2, 0), world.Current(task).Progress);
    }

    [Fact]
    public void Starts_that_were_missed_are_left_out()
    {
        using var world = new SmallWorld();
        var start = world.Now + TimeSpan.FromDays(1);
        var task = Create(world, new(TaskType.Recurring, start, TimeSpan.FromDays(1)));
        world.World.RunFor(TimeSpan.FromDays(4.5));
        world.Start();
        world.World.RunFor(TimeSpan.FromHours(1));
        Assert.Single(world.Taken);
        Assert.Equal(start + TimeSpan.FromDays(4), world.Current(task).NextStepAt);
    }

    [Fact]
    public void Canceled_before_it_starts_it_sends_nothing()
    {
        using var world = new SmallWorld();
        var task = Create(world, new(TaskType.Recurring, world.Now + TimeSpan.FromHours(1), TimeSpan.FromDays(1)));
        world.Start();
        Assert.Equal(TaskState.Canceled, world.Ask(client => client.Tasks.CancelAsync(task.Id)).State);
        world.World.RunFor(TimeSpan.FromDays(2));
        Assert.Empty(world.World.Servers.Attempts);
        Assert.Equal(TaskState.Canceled, world.Ask(client => client.Tasks.CancelAsync(task.Id)).State);
    }

    [Fact]
    public void Canceled_while_it_runs_what_was_not_attempted_is_dropped()
    {
        using var world = new SmallWorld(options =>
        {
            options.Warmup.StartLevel = 20;
            options.Delivery.MaxPerSecondPerSite = 10;
        });
        var csv = "email\n" + string.Concat(Enumerable.Range(0, 6_000).Select(i => $"r{i}@a.example\n"));
        var task = Create(world, new(TaskType.Batch), csv);
        world.Start();
        Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == 50));
        world.Ask(client => client.Tasks.CancelAsync(task.Id));
        world.World.RunFor(TimeSpan.FromHours(1));

        Assert.InRange(world.Taken.Count, 40, 100);
        var current = world.Current(task);
        Assert.Equal(TaskState.Canceled, current.State);
        Assert.Equal(world.Taken.Count, current.Progress.Delivered);
        Assert.InRange(current.Progress.Expanded, 500, 5_600);
        Assert.Equal(current.Progress.Expanded, current.Progress.Settled);
        var total = world.Total();
        Assert.Equal((0L, total.Requests), (total.Pending, total.Rejected + total.Sends));
    }
}
