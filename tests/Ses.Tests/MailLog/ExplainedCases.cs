using Ses.Delivery;
using Ses.Domains;
using Ses.Ledger;
using Ses.MailLog;
using Ses.Sending;
using Ses.SendingTasks;

namespace Ses.Tests.MailLog;

/// <summary>For every gate, how mail comes to stand before it.</summary>
internal static class ExplainedCases
{
    private const string Ada = "ada@a.example";
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IReadOnlyDictionary<string, ExplainedCase> All { get; } = new Dictionary<string, ExplainedCase>
    {
        ["blocked when it was accepted"] = new(DeliveryGate.Blocklist, GateState.Blocked, null, "Refused when it was accepted", world =>
        {
            world.Ask(client => client.Blocklists.BlockAsync([Ada]));
            return Explain(world, world.Send(Ada));
        }),
        ["blocked since it was accepted"] = new(DeliveryGate.Blocklist, GateState.Blocked, null, "Custom", world =>
        {
            var receipt = world.Send(Ada);
            world.Ask(client => client.Blocklists.BlockAsync([Ada]));
            return Explain(world, receipt);
        }),
        ["blocked and dropped"] = new(DeliveryGate.Blocklist, GateState.Blocked, null, "Given up", world =>
        {
            var receipt = world.Send(Ada);
            world.Ask(client => client.Blocklists.BlockAsync([Ada]));
            world.Deliver(receipt);
            return Explain(world, receipt);
        }),
        ["too much marketing mail"] = new(
            DeliveryGate.Frequency,
            GateState.Blocked,
            null,
            "MaxMarketingPerHour",
            world =>
            {
                world.Send(Offer(Ada));
                return Explain(world, world.Send(Offer(Ada)));
            },
            options => options.Sending.MaxMarketingPerHour = 1),
        ["a task that was canceled"] = new(DeliveryGate.Window, GateState.Blocked, null, "was canceled", world =>
        {
            world.World.Servers.Unreachable = 1;
            var task = world.Task(Mailing(world, 3));
            world.Start();
            Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == 3));
            world.World.RunFor(TimeSpan.FromSeconds(2));
            world.Ask(client => client.Tasks.CancelAsync(task.Id));
            return Ask(world, client => client.MailLog.ExplainAsync(world.Current(task).Run!.Value, "reader1@a.example"));
        }),
        ["a task that has not come to the recipient"] = new(
            DeliveryGate.Window,
            GateState.Waiting,
            TimeSpan.FromHours(16),
            "has used its 9 messages",
            world =>
            {
                var task = world.RunUntil(world.Task(Mailing(world, 20)), TaskState.Paused);
                return Ask(world, client => client.MailLog.ExplainAsync(task.Run!.Value, "reader20@a.example"));
            },
            options => options.Warmup.DailyQuotas[0] = 10),
        ["a value that the template lacks"] = new(DeliveryGate.Content, GateState.Blocked, null, "Refused when it was accepted", world =>
        {
            var group = world.Group("email,name\nada@a.example,Ada\nnoname@a.example,\n");
            var task = world.RunUntil(world.Task(new() { From = SmallWorld.Sender, Groups = [group.Id], Template = world.Template("<p>{{ name }}</p>").Id, Subject = "Hello" }), TaskState.Sent);
            return Ask(world, client => client.MailLog.ExplainAsync(task.Run!.Value, "noname@a.example"));
        }),
        ["a sender domain that is not verified any more"] = new(DeliveryGate.SenderDomain, GateState.Blocked, null, "VerifyAsync", world =>
        {
            var receipt = world.Send(Ada);
            foreach (var record in world.FindDomain().Records)
                world.World.Dns.Remove(record.Name);
            world.World.Servers.Unreachable = 1;
            world.Start();
            Assert.True(world.World.RunUntil(() => world.FindDomain().Status != DomainStatus.Verified, TimeSpan.FromDays(10)));
            return Explain(world, receipt);
        }, options => options.Delivery.MaxAge = TimeSpan.FromDays(30)),
        ["a sender domain that was deleted"] = new(DeliveryGate.SenderDomain, GateState.Blocked, null, "was deleted", world =>
        {
            var receipt = world.Send(Ada);
            world.Ask(client => client.Domains.DeleteAsync(SmallWorld.Domain));
            return Explain(world, receipt);
        }),
        ["put off by the server"] = new(
            DeliveryGate.BackOff,
            GateState.Waiting,
            FiveMinutes,
            "450 4.7.1 greylisted, try again later",
            world => ExplainAfterAttempts(world, world.Send("greylist@a.example"), 1),
            options => options.Delivery.RetryJitter = 0),
        ["a lane whose pace allows no more"] = new(
            DeliveryGate.Lane,
            GateState.Waiting,
            TimeSpan.FromSeconds(100),
            "its pace allows no more",
            world =>
            {
                var receipt = world.Send([.. Enumerable.Range(1, 5).Select(i => $"reader{i}@a.example")]);
                world.Start();
                world.World.RunFor(TimeSpan.FromSeconds(1));
                return Explain(world, receipt, "reader5@a.example");
            },
            options => options.Delivery.MaxPerSecondPerSenderDomain = 0.01),
        ["nobody sends"] = new(DeliveryGate.Lease, GateState.Blocked, null, "no engine runs over this store", world => Explain(world, world.Send(Ada))),
        ["a node that died"] = new(DeliveryGate.Lease, GateState.Blocked, null, "no engine runs over this store", world =>
        {
            var (receipt, other) = KilledDuringAttempt(world);
            world.World.RunFor(TimeSpan.FromHours(2));
            return world.World.Run(() => other.MailLog.ExplainAsync(receipt.Message, Ada));
        }),
        ["a server that is being asked by another node"] = new(DeliveryGate.Server, GateState.Waiting, null, "under way on the node node1", world =>
        {
            var (receipt, other) = KilledDuringAttempt(world);
            return world.World.Run(() => other.MailLog.ExplainAsync(receipt.Message, Ada));
        }),
        ["a server that is being asked by this node"] = new(DeliveryGate.Server, GateState.Waiting, null, "under way on this node", world =>
        {
            world.World.Servers.LongestAttempt = TimeSpan.FromMinutes(10);
            var receipt = world.Send(Ada);
            world.Start();
            Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == 1));
            return Explain(world, receipt);
        }),
        ["a source that rests"] = new(
            DeliveryGate.Source,
            GateState.Waiting,
            TimeSpan.FromMinutes(20),
            "sends to nobody: 450 4.7.1 greylisted",
            world =>
            {
                ExplainAfterAttempts(world, world.Send("greylist@a.example"), 1);
                return Explain(world, world.Send(Ada));
            },
            options => options.Delivery.Shaping.Add(new() { Text = "greylisted", Action = ShapingAction.SuspendSource, For = TimeSpan.FromMinutes(20) })),
        ["a site that is left alone"] = new(
            DeliveryGate.Site,
            GateState.Waiting,
            TimeSpan.FromMinutes(30),
            "gets no mail from the system's own address: 450 4.7.1 greylisted",
            world =>
            {
                ExplainAfterAttempts(world, world.Send("greylist@a.example"), 1);
                return Explain(world, world.Send(Ada));
            },
            options => options.Delivery.Shaping.Add(new() { Text = "greylisted", Action = ShapingAction.SuspendSite, For = TimeSpan.FromMinutes(30) })),
        ["a quota that is used up"] = new(
            DeliveryGate.Quota,
            GateState.Waiting,
            TimeSpan.FromHours(16),
            "has used 10 of 10 messages of today (level 1)",
            world =>
            {
                var first = world.Send([.. Enumerable.Range(1, 10).Select(i => $"reader{i}@a.example")]);
                var second = world.Send(Ada);
                world.Deliver(first);
                world.World.RunFor(TimeSpan.FromSeconds(1));
                return Explain(world, second);
            },
            options => options.Warmup.DailyQuotas[0] = 10),
        ["a rate of the sender domain"] = new(
            DeliveryGate.SenderDomainRate, GateState.Waiting, TimeSpan.FromSeconds(0.1), "10 a second", ExplainPaced, options => options.Delivery.MaxPerSecondPerSenderDomain = 10),
        ["a rate of the account"] = new(
            DeliveryGate.AccountRate, GateState.Waiting, TimeSpan.FromSeconds(0.1), "10 a second", ExplainPaced, options => options.Delivery.MaxPerSecondPerAccount = 10),
        ["a rate of the site"] = new(
            DeliveryGate.SiteRate,
            GateState.Waiting,
            TimeSpan.FromSeconds(0.1),
            "10 a second",
            ExplainPaced,
            options =>
            {
                options.Delivery.Providers.Add(new() { Name = ProviderProfile.Relay });
                options.Delivery.MaxPerSecondPerSite = 10;
            }),
        ["a rate of the source"] = new(
            DeliveryGate.SourceRate,
            GateState.Waiting,
            TimeSpan.FromSeconds(0.1),
            "10 a second",
            ExplainPaced,
            options => options.Delivery.Sources.Add(new() { Address = System.Net.IPAddress.Parse("192.0.2.1"), MaxPerSecond = 10 })),
        ["a connection that is not free"] = new(
            DeliveryGate.Connection,
            GateState.Waiting,
            null,
            "as many as may be",
            world =>
            {
                world.World.Servers.LongestAttempt = TimeSpan.FromMinutes(10);
                var receipt = world.Send([.. Enumerable.Range(1, 5).Select(i => $"reader{i}@a.example")]);
                world.Start();
                Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == 2));
                world.World.RunFor(TimeSpan.FromSeconds(1));
                var waiting = world.Deliveries(receipt).First(row => world.World.Servers.Attempts.All(attempt => !attempt.Recipient.Equals(row.Recipient)));
                return Explain(world, receipt, waiting.Recipient.ToString());
            },
            options => options.Delivery.Providers.Add(new() { Name = ProviderProfile.Relay, MaxConnections = 1 })),
        ["too old"] = new(DeliveryGate.Expiry, GateState.Blocked, null, "being older than its maximum age", world =>
        {
            world.World.Servers.Unreachable = 1;
            var receipt = world.Send(Ada);
            world.Deliver(receipt, TimeSpan.FromDays(5));
            return Explain(world, receipt);
        }),
        ["refused by the server"] = new(DeliveryGate.Server, GateState.Blocked, null, "(InvalidAddress): 550 5.1.1 no such mailbox", world =>
            Explain(world, world.SendAndDeliver(SmallWorld.Letter("bounce@a.example")), "bounce@a.example")),
        ["held since nobody knows"] = new(
            DeliveryGate.Server,
            GateState.Blocked,
            null,
            "nobody knows whether the server took it",
            world =>
            {
                world.World.Servers.LostAnswer = 1;
                return Explain(world, world.SendAndDeliver(SmallWorld.Letter(Ada)));
            },
            options => options.Delivery.HoldUncertain.Add(MailStream.Transactional)),
    };

    private static SendRequest Offer(string to) => SmallWorld.Letter(to) with { Stream = MailStream.Marketing };

    private static SendingTaskRequest Mailing(SmallWorld world, int readers) => new()
    {
        From = SmallWorld.Sender,
        Groups = [world.Group("email\n" + string.Join('\n', Enumerable.Range(1, readers).Select(i => $"reader{i}@a.example"))).Id],
        Template = world.Template("<p>Hello</p>").Id,
        Subject = "Hello",
    };

    private static DeliveryExplanation Ask(SmallWorld world, Func<ISesClient, Task<DeliveryExplanation>> ask) => world.Ask(ask);

    private static DeliveryExplanation Explain(SmallWorld world, SendReceipt receipt, string? recipient = null) =>
        Ask(world, client => client.MailLog.ExplainAsync(receipt.Message, recipient ?? receipt.Recipients[^1].Address.ToString()));

    private static DeliveryExplanation ExplainAfterAttempts(SmallWorld world, SendReceipt receipt, int attempts)
    {
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Deliveries(receipt)[0].Attempts == attempts));
        return Explain(world, receipt);
    }

    // The last of a line of which three have begun: it waits for its rate in the memory of the node.
    private static DeliveryExplanation ExplainPaced(SmallWorld world)
    {
        var receipt = world.Send([.. Enumerable.Range(1, 12).Select(i => $"reader{i}@a.example")]);
        world.Start();
        Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == 3));
        var begun = world.World.Servers.Attempts.Select(attempt => attempt.Recipient).ToHashSet();
        return Explain(world, receipt, world.Deliveries(receipt).Last(row => !begun.Contains(row.Recipient)).Recipient.ToString());
    }

    private static (SendReceipt Receipt, ISesClient Other) KilledDuringAttempt(SmallWorld world)
    {
        world.World.Servers.LongestAttempt = TimeSpan.FromMinutes(10);
        var receipt = world.Send(Ada);
        world.Start();
        Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == 1));
        world.Node.Kill();
        return (receipt, world.AddNode().Client);
    }
}
