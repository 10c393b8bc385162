using Ses.SendingTasks;

namespace Ses.Tests.SendingTasks;

public sealed class WhenATaskIsWrong
{
    [Fact]
    public void Everything_is_said_at_once_and_nothing_is_stored()
    {
        using var world = new SmallWorld();
        var empty = world.Ask(client => client.Recipients.CreateAsync("empty", "nobody"));
        var template = world.Template("<p>{{ name }}</p>");
        Assert.Equal(
            ["Data[\"nmae\"]", "From", "Groups[0]", "Groups[1]", "ReplyTo[0]", "Schedule.StartAt", "Subject"],
            Refused.Fields(() => world.Task(new()
            {
                From = "x@foreign.example",
                Groups = [empty.Id, new(99)],
                Template = template.Id,
                Subject = "a\r\nb",
                ReplyTo = ["nobody"],
                Data = new() { ["nmae"] = "x" },
                Schedule = new(TaskType.Scheduled),
            })).Order(StringComparer.Ordinal));
        Assert.Empty(world.Ask(client => client.Tasks.ListAsync()).Items);
    }

    [Fact]
    public void Columns_that_do_not_fit_the_template_are_found_before_it_starts()
    {
        using var world = new SmallWorld();
        var request = new SendingTaskRequest
        {
            From = SmallWorld.Sender,
            Groups = [world.Group("email,nmae\nada@a.example,Ada\n").Id],
            Template = world.Template("<p>{{ name }}</p>").Id,
            Subject = "{{ greeting }}",
            Data = new() { ["nmae"] = "x" },
        };
        var errors = Refused.Errors(() => world.Task(request));
        Assert.Equal(
            [("Data[\"greeting\"]", SesErrorCode.VariableMissing), ("Data[\"name\"]", SesErrorCode.VariableMissing), ("Data[\"nmae\"]", SesErrorCode.VariableUnknown)],
            errors.Select(error => (error.Field, error.Code)).OrderBy(error => error.Field, StringComparer.Ordinal));
    }

    [Fact]
    public void A_schedule_that_makes_no_sense_says_what_would()
    {
        using var world = new SmallWorld();
        var request = new SendingTaskRequest { From = SmallWorld.Sender, Groups = [world.Group("email\nada@a.example\n").Id], Template = world.Template("<p>x</p>").Id, Subject = "x" };
        var past = world.Now - TimeSpan.FromMinutes(1);
        var soon = world.Now + TimeSpan.FromMinutes(1);
        Assert.Equal(["Schedule.StartAt"], Refused.Fields(() => world.Task(request with { Schedule = new(TaskType.Scheduled, past) })));
        Assert.Equal(["Schedule.StartAt"], Refused.Fields(() => world.Task(request with { Schedule = new(TaskType.Batch, soon) })));
        Assert.Equal(["Schedule.Every"], Refused.Fields(() => world.Task(request with { Schedule = new(TaskType.Recurring, soon) })));
        Assert.Equal(["Schedule.Every"], Refused.Fields(() => world.Task(request with { Schedule = new(TaskType.Recurring, soon, TimeSpan.Zero) })));
        Assert.Equal(["Schedule.Every"], Refused.Fields(() => world.Task(request with { Schedule = new(TaskType.Scheduled, soon, TimeSpan.FromDays(1)) })));
        Assert.Equal(["Groups"], Refused.Fields(() => world.Task(request with { Groups = [] })));
        Assert.Equal(["Template"], Refused.Fields(() => world.Task(request with { Template = new(9) })));
    }

    [Fact]
    public void What_is_gone_when_it_starts_fails_it_with_the_reason()
    {
        using var world = new SmallWorld();
        var template = world.Template("<p>x</p>");
        var task = world.Task(new() { From = SmallWorld.Sender, Groups = [world.Group("email\nada@a.example\n").Id], Template = template.Id, Subject = "x", Schedule = new(TaskType.Scheduled, world.Now + TimeSpan.FromHours(1)) });
        world.Ask(client => client.Templates.DeleteAsync(template.Id));
        task = world.RunUntil(task, TaskState.Failed);
        Assert.Contains("was deleted before the task began", task.StateReason, StringComparison.Ordinal);
        Assert.Null(task.NextStepAt);
        Assert.Empty(world.World.Servers.Attempts);
    }

    [Fact]
    public void A_task_of_nobody_cannot_be_canceled() =>
        Assert.Equal(SesErrorCode.NotFound, Refused.By(() =>
        {
            using var world = new SmallWorld(withDomain: false);
            world.Ask(client => client.Tasks.CancelAsync(new(3)));
        }).Code);
}
