using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Tests.Accounts;

public sealed class WhenThereAreTwoAccounts
{
    [Fact]
    public void Neither_sees_anything_of_the_other()
    {
        using var world = new SmallWorld();
        var other = world.Client.ForAccount(new("other"));
        world.Ask(client => client.Addresses.CreateAsync(SmallWorld.Sender));
        var template = world.Template("<p>{{ name }}</p>");
        var group = world.Group("email,name\nada@a.example,Ada\n");
        var task = world.Task(new() { From = SmallWorld.Sender, Groups = [group.Id], Template = template.Id, Subject = "x" });
        world.Ask(client => client.Blocklists.BlockAsync(["bob@a.example"]));
        var receipt = world.SendAndDeliver(SmallWorld.Letter("ada@a.example"));
        world.RunUntil(task, Ses.SendingTasks.TaskState.Sent);

        T Theirs<T>(Func<ISesClient, Task<T>> ask) => world.World.Run(() => ask(other));
        Assert.Equal("other", other.Account.Value);
        Assert.Null(Theirs(client => client.Domains.FindAsync(SmallWorld.Domain)));
        Assert.Empty(Theirs(client => client.Domains.ListAsync()).Items);
        Assert.Null(Theirs(client => client.Addresses.FindAsync(SmallWorld.Sender)));
        Assert.Null(Theirs(client => client.Templates.FindAsync(template.Id)));
        Assert.Null(Theirs(client => client.Templates.FindAsync("letter")));
        Assert.Null(Theirs(client => client.Recipients.FindAsync(group.Id)));
        Assert.Null(Theirs(client => client.Tasks.FindAsync(task.Id)));
        Assert.Empty(Theirs(client => client.Tasks.ListAsync()).Items);
        Assert.Null(Theirs(client => client.Blocklists.FindAsync("bob@a.example")));
        Assert.Equal(default, Theirs(client => client.Statistics.GetTotalAsync(new())));
        Assert.Empty(Theirs(client => client.Statistics.GetByAsync(StatisticsAxis.Day, new())));
        Assert.Empty(Theirs(client => client.MailLog.ListFactsAsync(receipt.Message, world.Deliveries(receipt)[0].Id)));
        Assert.Equal(0, Theirs(async client =>
        {
            var count = 0;
            await foreach (var _ in client.MailLog.ListDeliveriesAsync(receipt.Message).ConfigureAwait(false))
                count++;
            return count;
        }));
    }

    [Fact]
    public void Neither_can_use_or_change_what_is_the_other_s()
    {
        using var world = new SmallWorld();
        var other = world.Client.ForAccount(new("other"));
        var template = world.Template("<p>x</p>");
        var group = world.Group("email\nada@a.example\n");
        void Theirs(Func<ISesClient, Task> work) => world.World.Run(() => work(other));

        Assert.Equal(SesErrorCode.DomainNotFound, Refused.By(() => Theirs(client => client.SendAsync(SmallWorld.Letter("ada@a.example")))).Code);
        Assert.Equal(
            ["From", "Groups[0]", "Template"],
            Refused.Fields(() => Theirs(client => client.Tasks.CreateAsync(new() { From = SmallWorld.Sender, Groups = [group.Id], Template = template.Id, Subject = "x" }))).Order(StringComparer.Ordinal));
        Assert.Equal(SesErrorCode.DomainNotFound, Refused.By(() => Theirs(client => client.Domains.DeleteAsync(SmallWorld.Domain))).Code);
        Assert.Equal(SesErrorCode.TemplateNotFound, Refused.By(() => Theirs(client => client.Templates.DeleteAsync(template.Id))).Code);
        Assert.Equal(SesErrorCode.NotFound, Refused.By(() => Theirs(client => client.Recipients.DeleteAsync(group.Id))).Code);
        Assert.NotNull(world.Ask(client => client.Templates.FindAsync(template.Id)));
    }

    [Fact]
    public void Each_may_use_the_same_names_and_keys()
    {
        using var world = new SmallWorld();
        var other = world.Client.ForAccount(new("other"));
        world.Verify("other.example", other);
        var request = SmallWorld.Letter("ada@a.example") with { IdempotencyKey = "one" };
        var ours = world.Send(request);
        var theirs = world.World.Run(() => other.SendAsync(request with { From = "x@other.example", Subject = "Theirs" }));
        Assert.NotEqual(ours.Message, theirs.Message);
        world.Deliver(ours);
        world.Deliver(theirs);
        Assert.Equal((1L, 1L), (world.Total().Deliveries, world.World.Run(() => other.Statistics.GetTotalAsync(new())).Deliveries));
        Assert.Equal(1, world.Template("<p>x</p>").Id.Value);
        Assert.Equal(1, world.World.Run(() => other.Templates.CreateAsync(new() { Name = "letter", Source = "<p>y</p>" })).Id.Value);
    }

    [Fact]
    public void Each_has_its_own_quota()
    {
        using var world = new SmallWorld(options =>
        {
            options.Warmup.DailyQuotas.Clear();
            options.Warmup.DailyQuotas.Add(1);
        });
        var other = world.Client.ForAccount(new("other"));
        world.Verify("other.example", other);
        world.SendAndDeliver(SmallWorld.Letter("ada@a.example"));
        var error = Refused.By(() => world.Send("ada@a.example"));
        Assert.Equal((SesErrorCode.QuotaExceeded, true), (error.Code, error.IsTransient));
        Assert.Contains("2027-01-05 00:00:00Z", error.Message, StringComparison.Ordinal);
        Assert.Contains("Warmup.StartLevel", error.Message, StringComparison.Ordinal);
        Assert.NotNull(world.World.Run(() => other.SendAsync(SmallWorld.Letter("ada@a.example") with { From = "x@other.example" })));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void An_account_id_that_is_none_says_what_it_may_be(string id) =>
        Assert.Contains("a-z 0-9 . _ -", Assert.Throws<ArgumentException>(() => new AccountId(id)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_client_for_its_own_account_is_itself()
    {
        using var world = new SmallWorld();
        Assert.Same(world.Client, world.Client.ForAccount(AccountId.Default));
        Assert.Equal(AccountId.Default, world.Client.ForAccount(new("other")).ForAccount(AccountId.Default).Account);
        Assert.Equal(default(AccountId), AccountId.Default);
        Assert.Equal(MailStream.Transactional, new Ses.Sending.SendRequest { From = "", Subject = "" }.Stream);
    }
}
