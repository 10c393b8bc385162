using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.Storage.Specifications;

/// <summary>Sending tasks: <see cref="ISendingTaskStore"/>.</summary>
public abstract class SendingTaskStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");

    [Fact]
    public async Task A_task_gets_the_accounts_next_id_and_comes_back_as_it_was_stored()
    {
        var full = SampleTasks.Task(Now) with
        {
            Id = new(99),
            Version = 9,
            Schedule = new(TaskType.Recurring, Now.AddDays(1), TimeSpan.FromDays(7).Add(TimeSpan.FromTicks(1))),
            Groups = [new(3), new(1), new(long.MaxValue)],
            Template = new(12),
            Data = """{"скидка":"15 % 🎁"}""",
            Subject = "Новости «недели» {{ name }}",
            ReplyTo = [new(EmailAddress.Parse("help@shop.example"), "Help, \"us\"")],
            Stream = MailStream.Transactional,
            State = TaskState.Failed,
            StateReason = "because",
            NextStepAt = null,
        };
        var first = await Storage.Tasks.AddAsync(full, Token);
        var second = await Storage.Tasks.AddAsync(SampleTasks.Task(Now) with { Groups = [] }, Token);
        var foreign = await Storage.Tasks.AddAsync(SampleTasks.Task(Now) with { Account = Other }, Token);

        Same(full with { Id = new(1), Version = 0 }, first);
        Assert.Equal((2, 1), (second.Id.Value, foreign.Id.Value));
        foreach (var task in new[] { first, second, foreign })
            Same(task, await FindAsync(task));
        Assert.Null(await Storage.Tasks.FindAsync(default, new(99), Token));
        Assert.Null(await Storage.Tasks.FindAsync(Other, new(2), Token));
    }

    [Fact]
    public async Task An_update_needs_the_version_that_is_stored_and_leaves_progress_to_the_ledger()
    {
        var task = await StartAsync(recipients: 3);
        var changed = task with { State = TaskState.Paused, StateReason = "quota", NextStepAt = Now.AddDays(1), Requests = 9, Cursor = "x", Progress = new(9, 9, 9, 9, 9) };

        Assert.True(await Storage.Tasks.UpdateAsync(changed, null, Token));
        Assert.False(await Storage.Tasks.UpdateAsync(changed, null, Token));
        Assert.False(await Storage.Tasks.UpdateAsync(changed with { Version = task.Version + 2 }, null, Token));
        Assert.False(await Storage.Tasks.UpdateAsync(changed with { Id = new(99) }, null, Token));
        Assert.False(await Storage.Tasks.UpdateAsync(changed with { Account = Other, Version = 0 }, null, Token));
        Same(changed with { Progress = new(3, 0, 0, 0, 0), Version = task.Version + 1 }, await FindAsync(task));
    }

    [Fact]
    public async Task Progress_does_not_raise_the_version_of_a_task()
    {
        var task = await StartAsync(recipients: 3);
        var epoch = await JoinAsync();
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), await ClaimAsync(epoch));

        Assert.True(await Storage.Tasks.UpdateAsync(task with { State = TaskState.Sent }, null, Token));
        Assert.Equal(new(3, 0, 3, 3, 0), (await FindAsync(task))!.Progress);
    }

    [Fact]
    public async Task A_new_run_is_stored_with_its_message_and_begins_at_nothing()
    {
        var task = await StartAsync(recipients: 3);
        var next = SampleTasks.Started(task, Mail.Ids.Message(Now), 5);
        var run = SampleTasks.Run(Mail, next, Now);

        Assert.True(await Storage.Tasks.UpdateAsync(next, run, Token));
        Same(run, await Storage.Ledger.FindMessageAsync(run.Id, Token));
        Same(next with { Progress = default, Version = task.Version + 1 }, await FindAsync(task));
    }

    [Fact]
    public async Task A_run_that_is_refused_leaves_no_message_behind()
    {
        var task = await StartAsync(recipients: 3);
        var stale = SampleTasks.Started(task, Mail.Ids.Message(Now), 5) with { Version = task.Version - 1 };

        Assert.False(await Storage.Tasks.UpdateAsync(stale, SampleTasks.Run(Mail, stale, Now), Token));
        Assert.Null(await Storage.Ledger.FindMessageAsync(stale.Run!.Value, Token));
        Same(task, await FindAsync(task));
    }

    [Fact]
    public async Task Of_eight_nodes_that_start_a_run_one_does()
    {
        var task = await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token);
        var starts = Enumerable.Range(0, 8).Select(_ => SampleTasks.Started(task, Mail.Ids.Message(Now), 5)).ToList();
        var doors = await ConnectAsync(8);
        var won = await AtOnceAsync(8, async number => await doors[number].Tasks.UpdateAsync(starts[number], SampleTasks.Run(Mail, starts[number], Now), Token));

        var winner = starts[Assert.Single(Enumerable.Range(0, 8), number => won[number])];
        Same(winner with { Version = 1 }, await FindAsync(task));
        foreach (var start in starts)
            Assert.Equal(start == winner, await Storage.Ledger.FindMessageAsync(start.Run!.Value, Token) is not null);
    }

    [Fact]
    public async Task Late_facts_of_an_earlier_run_are_added_to_what_the_task_counts_now()
    {
        var task = await StartAsync(recipients: 2);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        var next = SampleTasks.Started(task, Mail.Ids.Message(Now), 5);
        await Storage.Tasks.UpdateAsync(next, SampleTasks.Run(Mail, next, Now), Token);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);

        Assert.Equal(new(0, 0, 2, 2, 0), (await FindAsync(task))!.Progress);
    }

    [Fact]
    public async Task Tasks_are_listed_the_newest_first_and_by_state()
    {
        for (var i = 0; i < 5; i++)
            await Storage.Tasks.AddAsync(SampleTasks.Task(Now) with { State = i % 2 == 0 ? TaskState.Sent : TaskState.Canceled }, Token);
        await Storage.Tasks.AddAsync(SampleTasks.Task(Now) with { Account = Other, State = TaskState.Sent }, Token);

        Assert.Equal([5, 4, 3, 2, 1], await IdsAsync(null));
        Assert.Equal([5, 3, 1], await IdsAsync(TaskState.Sent));
        Assert.Equal([], await IdsAsync(TaskState.Paused));
        Assert.Equal(2, (await Storage.Tasks.ListAsync(default, TaskState.Canceled, new(Size: 1), Token)).Total);
    }

    [Fact]
    public async Task Pages_of_tasks_do_not_move_when_others_come()
    {
        for (var i = 0; i < 23; i++)
            await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token);

        var seen = await PagesAsync(5, page => Storage.Tasks.ListAsync(default, null, page, Token), _ => Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token).AsTask());

        Assert.Equal(Enumerable.Range(1, 23).Reverse().Select(i => (long)i), seen.Select(task => task.Id.Value));
    }

    [Fact]
    public async Task Tasks_to_be_looked_at_are_listed_the_longest_due_first_and_the_next_one_is_named()
    {
        DateTimeOffset?[] steps = [Now, Now.AddMinutes(-5), Now.AddTicks(1), null, Now.AddMinutes(1)];
        foreach (var step in steps)
            await Storage.Tasks.AddAsync(SampleTasks.Task(Now) with { NextStepAt = step }, Token);
        await Storage.Tasks.AddAsync(SampleTasks.Task(Now) with { Account = Other, NextStepAt = Now.AddMinutes(-1) }, Token);

        var due = await Storage.Tasks.ListDueAsync(Now, 10, Token);
        Assert.Equal([(default, 2), (Other, 1), (default(AccountId), 1L)], due.Tasks.Select(task => (task.Account, task.Id.Value)));
        Assert.Equal(Now.AddTicks(1), due.NextDueAt);
        Assert.Equal(2, Assert.Single((await Storage.Tasks.ListDueAsync(Now, 1, Token)).Tasks).Id.Value);
        Assert.Null((await Storage.Tasks.ListDueAsync(Now.AddHours(1), 10, Token)).NextDueAt);
    }

    [Fact]
    public async Task What_waits_for_quota_is_summed_over_the_tasks_of_a_domain()
    {
        var first = await StartAsync(recipients: 4);
        await StartAsync(recipients: 3);
        await StartAsync(recipients: 9, SampleTasks.Task(Now) with { Account = Other });
        await StartAsync(recipients: 9, SampleTasks.Task(Now) with { SenderDomain = DomainName.Parse("other.example") });
        Assert.Equal(7, await WaitingAsync());

        var epoch = await JoinAsync();
        var claimed = (await ClaimAsync(epoch)).Where(row => row.Message == first.Run).ToList();
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now.AddHours(1)), claimed.Take(3));
        Assert.Equal(4, await WaitingAsync());
        Assert.Equal(0, await Storage.Tasks.CountWaitingAsync(new("third"), SampleMail.SenderDomain, Token));
    }

    private async Task<SendingTask> StartAsync(int recipients, SendingTask? task = null)
    {
        var added = await Storage.Tasks.AddAsync(task ?? SampleTasks.Task(Now), Token);
        var started = SampleTasks.Started(added, Mail.Ids.Message(Now), recipients);
        var run = SampleTasks.Run(Mail, started, Now);
        Assert.True(await Storage.Tasks.UpdateAsync(started, run, Token));
        var slice = new ExpansionSlice(added.Account, added.Id, run.Id, "0", "1", Mail.Letter(run, Now, SampleMail.Recipients(recipients)).Deliveries);
        Assert.True((await Storage.Ledger.ExpandAsync(slice, Now, Token)).Moved);
        return (await FindAsync(added))!;
    }

    private ValueTask<SendingTask?> FindAsync(SendingTask task) => Storage.Tasks.FindAsync(task.Account, task.Id, Token);

    private ValueTask<long> WaitingAsync() => Storage.Tasks.CountWaitingAsync(default, SampleMail.SenderDomain, Token);

    private async Task<IEnumerable<long>> IdsAsync(TaskState? state) =>
        (await Storage.Tasks.ListAsync(default, state, PageRequest.First, Token)).Items.Select(task => task.Id.Value);
}
