using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.Storage.Specifications;

public abstract partial class MailLedgerSpecification
{
    [Fact]
    public async Task A_slice_adds_its_recipients_and_moves_the_cursor()
    {
        var task = await StartTaskAsync(Now, requests: 4);
        var slice = Slice(task, "0", "1", "one@example.net", "two@example.net");
        slice = slice with { Deliveries = [.. slice.Deliveries, Mail.Rejected(RunOf(task), EmailAddress.Parse("no@example.net"), Now)] };

        Assert.Equal(new(true, 3, 0), await Storage.Ledger.ExpandAsync(slice, Now, Token));

        var after = await TaskNow(task);
        Same(task with { Cursor = "1", Progress = new(3, 1, 0, 0, 0), Version = task.Version + 1 }, after);
        Same(slice.Deliveries, await DeliveriesOf(task.Run!.Value));
        Assert.Equal((3, 1), ((await CountersAsync(Statistics.StatisticsAxis.Task)).Requests, (await CountersAsync()).Rejected));
        Assert.Equal(2, (await ClaimAsync(await JoinAsync())).Count);
    }

    [Fact]
    public async Task A_repeated_slice_adds_nobody()
    {
        var task = await StartTaskAsync(Now, requests: 4);
        await ExpandAsync(task, "0", "1", "one@example.net", "two@example.net");
        var before = await TaskNow(task);

        Assert.Equal(default, await Storage.Ledger.ExpandAsync(Slice(task, "0", "1", "one@example.net", "two@example.net"), Now, Token));
        Assert.Equal(default, await Storage.Ledger.ExpandAsync(Slice(task, "7", "8", "three@example.net"), Now, Token));
        Same(before, await TaskNow(task));
        Assert.Equal(2, (await DeliveriesOf(task.Run!.Value)).Count);
    }

    [Fact]
    public async Task A_recipient_in_two_groups_is_written_to_once_and_requested_once()
    {
        var task = await StartTaskAsync(Now, requests: 5);
        await ExpandAsync(task, "0", "1", "one@example.net", "two@example.net");

        Assert.Equal(new(true, 1, 2), await Storage.Ledger.ExpandAsync(Slice(task, "1", "2", "Two@example.net", "three@example.net", "one@example.net"), Now, Token));

        var after = await TaskNow(task);
        Assert.Equal(("2", 3, 3), (after.Cursor, after.Requests, after.Progress.Expanded));
        Assert.Equal(3, (await DeliveriesOf(task.Run!.Value)).Count);
    }

    [Fact]
    public async Task A_recipient_twice_in_one_slice_is_added_once()
    {
        var task = await StartTaskAsync(Now, requests: 3);
        Assert.Equal(new(true, 2, 1), await Storage.Ledger.ExpandAsync(Slice(task, "0", "1", "one@example.net", "ONE@example.net", "two@example.net"), Now, Token));
        Assert.Equal(2, (await TaskNow(task)).Requests);
    }

    [Fact]
    public async Task More_recipients_than_were_requested_raise_the_requests()
    {
        var task = await StartTaskAsync(Now, requests: 1);
        await ExpandAsync(task, "0", "1", [.. SampleMail.Recipients(3)]);
        Assert.Equal(3, (await TaskNow(task)).Requests);
    }

    [Fact]
    public async Task Behind_the_last_slice_the_cursor_is_gone_and_requests_are_what_was_expanded()
    {
        var task = await StartTaskAsync(Now, requests: 9);
        await ExpandAsync(task, "0", "1", "one@example.net");
        Assert.Equal(new(true, 0, 0), await Storage.Ledger.ExpandAsync(Slice(task, "1", null), Now, Token));

        var after = await TaskNow(task);
        Assert.Equal((null, 1, task.Version + 2), (after.Cursor, after.Requests, after.Version));
        Assert.Equal(default, await Storage.Ledger.ExpandAsync(Slice(task, "1", null, "two@example.net"), Now, Token));
    }

    [Fact]
    public async Task A_slice_of_another_run_or_of_no_task_adds_nobody()
    {
        var task = await StartTaskAsync(Now);
        var slice = Slice(task, "0", "1", "one@example.net");

        Assert.Equal(default, await Storage.Ledger.ExpandAsync(slice with { Message = Mail.Ids.Message(Now) }, Now, Token));
        Assert.Equal(default, await Storage.Ledger.ExpandAsync(slice with { Task = new(99) }, Now, Token));
        Assert.Equal(default, await Storage.Ledger.ExpandAsync(slice with { Account = new("other") }, Now, Token));
        Same(task, await TaskNow(task));
        Assert.Empty(await DeliveriesOf(task.Run!.Value));
    }

    [Fact]
    public async Task A_change_of_the_task_that_was_begun_before_a_slice_is_refused_after_it()
    {
        var task = await StartTaskAsync(Now);
        await ExpandAsync(task, "0", "1", "one@example.net");

        Assert.False(await Storage.Tasks.UpdateAsync(task with { State = TaskState.Paused }, null, Token));
        Assert.True(await Storage.Tasks.UpdateAsync(await TaskNow(task) with { State = TaskState.Paused }, null, Token));
    }

    [Fact]
    public async Task A_second_run_has_recipients_of_its_own()
    {
        var task = await StartTaskAsync(Now);
        await ExpandAsync(task, "0", null, "one@example.net");
        var second = await StartRunAsync(await TaskNow(task), 1);

        Assert.Equal(new(true, 1, 0), await Storage.Ledger.ExpandAsync(Slice(second, "0", null, "one@example.net"), Now, Token));
        Assert.Equal(new(1, 0, 0, 0, 0), (await TaskNow(second)).Progress);
        Assert.Single(await DeliveriesOf(task.Run!.Value));
    }

    [Fact]
    public async Task Of_eight_nodes_that_expand_the_same_slice_one_does()
    {
        var task = await StartTaskAsync(Now, requests: 40);
        var doors = await ConnectAsync(8);
        for (var i = 0; i < 4; i++)
        {
            var slices = doors.Select(_ => Slice(task, $"{i}", $"{i + 1}", [.. SampleMail.Recipients(10, $"d{i}.example")])).ToList();
            var results = await AtOnceAsync(8, async number => await doors[number].Ledger.ExpandAsync(slices[number], Now, Token));
            Assert.Single(results, result => result == new ExpandResult(true, 10, 0));
            Assert.Equal(7, results.Count(result => result == default));
        }

        Same(task with { Cursor = "4", Progress = new(40, 0, 0, 0, 0), Version = task.Version + 4 }, await TaskNow(task));
        Assert.Equal(40, (await DeliveriesOf(task.Run!.Value)).Count);
    }

    /// <summary>A task in its first run, whose cursor stands at "0".</summary>
    private async Task<SendingTask> StartTaskAsync(DateTimeOffset now, long requests = 2) => await StartRunAsync(await Storage.Tasks.AddAsync(SampleTasks.Task(now), Token), requests);

    private async Task<SendingTask> StartRunAsync(SendingTask task, long requests)
    {
        var started = SampleTasks.Started(task, Mail.Ids.Message(Now), requests);
        Assert.True(await Storage.Tasks.UpdateAsync(started, RunOf(started), Token));
        return await TaskNow(task);
    }

    private MailMessage RunOf(SendingTask task) => SampleTasks.Run(Mail, task, Now);

    private ExpansionSlice Slice(SendingTask task, string from, string? to, params string[] recipients) =>
        new(task.Account, task.Id, task.Run!.Value, from, to, Mail.Letter(RunOf(task), Now, recipients).Deliveries);

    private async Task ExpandAsync(SendingTask task, string from, string? to, params string[] recipients) =>
        Assert.True((await Storage.Ledger.ExpandAsync(Slice(task, from, to, recipients), Now, Token)).Moved);

    private async Task<SendingTask> TaskNow(SendingTask task) => (await Storage.Tasks.FindAsync(task.Account, task.Id, Token))!;
}
