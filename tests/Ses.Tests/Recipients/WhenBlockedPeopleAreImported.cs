using System.Text;
using Ses.SendingTasks;
using Ses.Templates;
using Ses.Testing;

namespace Ses.Tests.Recipients;

public sealed class WhenBlockedPeopleAreImported
{
    [Fact]
    public void An_import_never_brings_them_back()
    {
        using var world = new FakeWorld(1);
        var node = world.AddNode(options =>
        {
            options.Domains.DkimKeyBits = 1_024;
            options.Delivery.Relays.Add(new("relay.example"));
        });
        SendingTask? task = null;
        world.Run(async () =>
        {
            world.Dns.Publish(await node.Client.Domains.CreateAsync("news.example"));
            await node.Client.Domains.VerifyAsync("news.example");
            await node.Client.Blocklists.BlockAsync(["bob@example.com"]);
            var group = await node.Client.Recipients.CreateAsync("readers", "All readers");
            // Twice, and once under a name and in another case.
            foreach (var csv in new[] { "email\nada@example.com\nbob@example.com\n", "email\nBob <BOB@example.com>\ncem@example.com\n" })
                await node.Client.Recipients.ImportCsvAsync(group.Id, new MemoryStream(Encoding.UTF8.GetBytes(csv)));
            Assert.NotNull(await node.Client.Blocklists.FindAsync("bob@example.com"));
            var template = await node.Client.Templates.CreateAsync(new() { Name = "letter", Source = "<p>Hello</p>", Type = TemplateType.Html });
            task = await node.Client.Tasks.CreateAsync(new() { From = "editor@news.example", Groups = [group.Id], Template = template.Id, Subject = "Hello" });
        });
        world.Do(() => node.Start());
        Assert.True(world.RunUntil(() => world.Storage.Tasks.FindAsync(task!.Account, task.Id, default).Result!.State == TaskState.Sent), world.Storage.Dump());
        Assert.Equal(
            ["ada@example.com", "cem@example.com"],
            world.Servers.Attempts.Where(attempt => attempt.WasAccepted).Select(attempt => attempt.Recipient.ToString()).Order(StringComparer.Ordinal));
    }
}
