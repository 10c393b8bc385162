using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.Tests.SendingTasks;

public sealed class WhenABatchTaskRuns
{
    private const string Csv = "email,name,city\nada@a.example,Ada,Paris\nbob@b.example,Bob,Rome\n";

    private static SendingTaskRequest Request(SmallWorld world, string source = "<p>Dear {{ name }} in {{ city }}</p>", string csv = Csv, string subject = "For {{ name }}") => new()
    {
        From = "The Editor <editor@news.example>",
        Groups = [world.Group(csv).Id],
        Template = world.Template(source).Id,
        Subject = subject,
    };

    [Fact]
    public void Each_recipient_sees_only_itself_with_its_own_variables()
    {
        using var world = new SmallWorld();
        world.RunUntil(world.Task(Request(world) with { ReplyTo = ["desk@office.example"] }), TaskState.Sent);
        Assert.Equal(2, world.Taken.Count);
        var ada = world.MailTo("ada@a.example");
        Assert.Equal(("ada@a.example", "", "For Ada", "<p>Dear Ada in Paris</p>"), (ada.To.ToString(), ada.Cc.ToString(), ada.Subject, ada.HtmlBody!.Trim()));
        Assert.Equal("desk@office.example", ada.ReplyTo.ToString());
        var bob = world.MailTo("bob@b.example");
        Assert.Equal(("bob@b.example", "For Bob"), (bob.To.ToString(), bob.Subject));
        Assert.NotEqual(ada.MessageId, bob.MessageId);
        Assert.All(world.Taken, attempt => Assert.DoesNotContain(
            attempt.Recipient.LocalPart == "ada" ? "bob@" : "ada@", System.Text.Encoding.UTF8.GetString(attempt.Content.Span), StringComparison.Ordinal));
    }

    [Fact]
    public void A_recipient_s_own_value_comes_on_top_of_the_task_s()
    {
        using var world = new SmallWorld();
        var request = Request(world, "<p>{{ name }} {{ city }}</p>", "email,name,city\nada@a.example,Ada,\nbob@b.example,Bob,Rome\n") with { Data = new() { ["city"] = "everywhere" } };
        world.RunUntil(world.Task(request), TaskState.Sent);
        Assert.Equal("<p>Ada everywhere</p>", world.MailTo("ada@a.example").HtmlBody!.Trim());
        Assert.Equal("<p>Bob Rome</p>", world.MailTo("bob@b.example").HtmlBody!.Trim());
    }

    [Fact]
    public void Its_progress_counts_every_recipient_once()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Blocklists.BlockAsync(["blocked@a.example"]));
        var csv = "email,name\nada@a.example,Ada\nbounce@a.example,B\nspam@b.example,S\nfull@b.example,F\ngreylist@a.example,G\nblocked@a.example,X\nnoname@a.example,\n";
        var created = world.Task(Request(world, "<p>{{ name }}</p>", csv));
        Assert.Equal((TaskState.Waiting, 0.0), (created.State, created.Completion));
        var task = world.RunUntil(created, TaskState.Sent);
        Assert.Equal(new TaskProgress(Expanded: 7, Rejected: 2, Attempted: 5, Delivered: 2, Bounced: 3), task.Progress);
        Assert.Equal((7L, 1.0, 0L, null), (task.Requests, task.Completion, task.Cached, task.StateReason));

        var counters = world.Ask(client => client.Statistics.GetTotalAsync(new() { Task = task.Id }));
        Assert.Equal((7L, 2L, 5L, 2L, 1L, 1L, 1L), (counters.Requests, counters.Rejected, counters.Sends, counters.Deliveries, counters.InvalidAddresses, counters.BouncesSpam, counters.BouncesOther));
        var refused = world.Deliveries(task.Run!.Value).Single(delivery => delivery.Recipient.LocalPart == "noname");
        Assert.Equal(DeliveryState.Rejected, refused.State);
        Assert.Contains("'name'", refused.LastReply!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipient_in_two_groups_gets_one_mail()
    {
        using var world = new SmallWorld();
        var first = world.Group("email\nada@a.example\nbob@b.example\n");
        var second = world.Group("email\nBOB@b.example\ncy@c.example\n", "others");
        var task = world.RunUntil(
            world.Task(new() { From = SmallWorld.Sender, Groups = [first.Id, second.Id, first.Id], Template = world.Template("<p>x</p>").Id, Subject = "x" }), TaskState.Sent);
        Assert.Equal(["ada", "bob", "cy"], world.Taken.Select(attempt => attempt.Recipient.LocalPart).Order());
        Assert.Equal((3L, 3L), (task.Requests, task.Progress.Delivered));
    }

    [Fact]
    public void Columns_that_the_template_does_not_use_are_no_error()
    {
        using var world = new SmallWorld();
        Assert.Equal(2, world.RunUntil(world.Task(Request(world, "<p>x</p>", subject: "y")), TaskState.Sent).Progress.Delivered);
    }

    [Fact]
    public void A_template_changed_while_it_runs_changes_nothing_that_has_begun()
    {
        using var world = new SmallWorld();
        var template = world.Template("<p>old</p>");
        var group = world.Group("email\ngreylist@a.example\n");
        var task = world.Task(new() { From = SmallWorld.Sender, Groups = [group.Id], Template = template.Id, Subject = "x" });
        world.Start();
        Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == 1));
        world.Ask(client => client.Templates.UpdateAsync(template.Id, new() { Name = "letter", Source = "<p>new</p>" }));
        world.Ask(client => client.Recipients.DeleteAsync(group.Id));
        world.RunUntil(task, TaskState.Sent);
        Assert.Equal("<p>old</p>", world.MailTo("greylist@a.example").HtmlBody!.Trim());
    }

    [Fact]
    public void Tasks_are_listed_from_the_newest_and_by_status()
    {
        using var world = new SmallWorld();
        var request = Request(world);
        var first = world.RunUntil(world.Task(request), TaskState.Sent);
        var later = world.Task(request with { Schedule = new(TaskType.Scheduled, world.Now + TimeSpan.FromDays(1)) });
        Assert.Equal([later.Id, first.Id], world.Ask(client => client.Tasks.ListAsync()).Items.Select(task => task.Id));
        var sent = world.Ask(client => client.Tasks.ListAsync(TaskState.Sent));
        Assert.Equal((first.Id, 1L), (Assert.Single(sent.Items).Id, sent.Total));
    }

    [Fact]
    public void Many_recipients_are_each_written_to_once()
    {
        using var world = new SmallWorld(options => options.Warmup.StartLevel = 3);
        var csv = "email,name,city\n" + string.Concat(Enumerable.Range(0, 600).Select(i => $"r{i}@d{i % 7}.example,N{i},C\n"));
        var task = world.RunUntil(world.Task(Request(world, csv: csv)), TaskState.Sent);
        Assert.Equal(600, task.Progress.Delivered);
        Assert.Equal(600, world.Taken.Select(attempt => attempt.Recipient.NormalForm).Distinct().Count());
        Assert.Equal(600, world.World.Servers.Attempts.Count);
        Assert.Equal(RecipientKind.To, world.Deliveries(task.Run!.Value)[0].Kind);
        Assert.Equal(default(NodeEpoch), world.Deliveries(task.Run!.Value)[0].Owner);
    }
}
