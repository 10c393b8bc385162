using System.Text;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Sending;
using Ses.SendingTasks;
using Ses.Templates;
using Ses.Testing;

namespace Ses.Simulation.Tests;

/// <summary>A run of some days, all of it chosen by the seed: nodes that die and freeze, a store that fails, servers that lose connections, quotas, pace.</summary>
internal sealed class Scenario : IDisposable
{
    public const string SenderDomain = "news.example";

    private readonly List<SendReceipt> _receipts = [];
    private readonly List<int> _unanswered = [];

    public Scenario(ulong seed)
    {
        World = new(seed);
        var dice = World.Dice;
        Quota = dice.Happens(0.5) ? 20 + dice.Roll(60) : 1_000;
        PerSecond = dice.Happens(0.5) ? 1 + dice.Roll(20) : null;
        HoldsUncertain = dice.Happens(0.2);
    }

    public FakeWorld World { get; }

    public int Quota { get; }

    public double? PerSecond { get; }

    public bool HoldsUncertain { get; }

    public SendingTaskId Task { get; private set; }

    public IReadOnlyList<SendReceipt> Receipts => _receipts;

    public void Dispose() => World.Dispose();

    public void Run() => World.Do(Play);

    private void Play()
    {
        var dice = World.Dice;
        var first = AddNode();
        var admin = first.Client;
        World.Run(() => SetUpAsync(admin, 20 + dice.Roll(80)));
        World.StoreFaults = dice.Happens(0.3) ? StoreFaults.None : new(dice.Share() * 0.05, dice.Share() * 0.05, TimeSpan.FromMilliseconds(20 + dice.Roll(400)));
        World.Servers.Unreachable = dice.Share() * 0.1;
        World.Servers.LostAnswer = dice.Share() * 0.05;
        World.Callbacks.LostAnswer = dice.Share() * 0.2;
        first.Start();
        for (var i = dice.Roll(3); i > 0; i--)
            AddNode().Start();
        for (var i = dice.Roll(4); i > 0; i--)
            Trouble();
        if (dice.Happens(0.5))
            Rotate(World.Nodes.First(node => !node.IsDead && !node.IsFrozen).Client);
        for (var i = dice.Roll(6); i > 0; i--)
            Send(World.Nodes.First(node => !node.IsDead && !node.IsFrozen).Client, i);
        World.RunFor(TimeSpan.FromMinutes(10));
        // Whatever happened, in the end the store is well and someone is there; that one looks seldom, so that days pass quickly.
        foreach (var frozen in World.Nodes.Where(node => node.IsFrozen))
            frozen.Thaw();
        World.StoreFaults = StoreFaults.None;
        World.Servers.Unreachable = World.Servers.LostAnswer = World.Callbacks.LostAnswer = 0;
        foreach (var node in World.Nodes)
            node.Stop();
        var last = AddNode(options =>
        {
            options.Engine.LeaseTimeToLive = TimeSpan.FromMinutes(10);
            options.Engine.Heartbeat = TimeSpan.FromMinutes(2);
            options.Engine.PollInterval = TimeSpan.FromMinutes(1);
        }).Start();
        foreach (var number in _unanswered.ToList())
            Send(last.Client, number);
        World.RunFor(TimeSpan.FromMinutes(10));
        World.RunUntil(IsQuiet, TimeSpan.FromDays(12));
        // Callbacks that were put off, or that a dead node had in hand, are made in a few minutes.
        World.RunFor(TimeSpan.FromMinutes(30));
    }

    private bool IsQuiet() =>
        World.Steps % 100 == 0
        && TaskNow() is { Run: not null, Cursor: null } task && (task.State == TaskState.Sent || HoldsUncertain)
        && Deliveries().All(delivery => delivery.State != DeliveryState.Queued);

    /// <summary>Everything that was accepted, as the store has it.</summary>
    public IReadOnlyList<MailDelivery> Deliveries()
    {
        var run = World.Storage.Tasks.FindAsync(AccountId.Default, Task, default).Result!.Run;
        var messages = _receipts.Select(receipt => receipt.Message).Concat(run is { } id ? [id] : []).ToList();
        return [.. messages.SelectMany(message => World.Storage.Ledger.ListDeliveriesAsync(message, null, int.MaxValue, default).Result)];
    }

    public SendingTask TaskNow() => World.Storage.Tasks.FindAsync(AccountId.Default, Task, default).Result!;

    private FakeNode AddNode(Action<SesOptions>? more = null) => World.AddNode(options =>
    {
        options.Domains.DkimKeyBits = 1024;
        options.Domains.NewKeyDelay = TimeSpan.FromMinutes(1);
        options.Warmup.DailyQuotas.Clear();
        options.Warmup.DailyQuotas.Add(Quota);
        options.Delivery.MaxPerSecondPerSite = PerSecond;
        options.Delivery.MaxConcurrency = 1 + World.Dice.Roll(16);
        if (HoldsUncertain)
            options.Delivery.HoldUncertain.Add(MailStream.Marketing);
        options.Delivery.Relays.Add(new("relay.example"));
        more?.Invoke(options);
    });

    private async Task SetUpAsync(ISesClient client, int recipients)
    {
        World.Dns.Publish(await client.Domains.CreateAsync(SenderDomain));
        await client.Domains.VerifyAsync(SenderDomain);
        var template = await client.Templates.CreateAsync(new TemplateDraft { Name = "letter", Source = "<p>Dear {{ name }}</p>" });
        var csv = new StringBuilder("email,name\n");
        for (var i = 0; i < recipients; i++)
            csv.Append($"{Kind()}-{i}@d{World.Dice.Roll(5)}.example,N{i}\n");
        var groups = new List<RecipientGroupId>();
        for (var i = 0; i <= World.Dice.Roll(2); i++)
        {
            var group = await client.Recipients.CreateAsync($"g{i}", $"group {i}");
            await client.Recipients.ImportCsvAsync(group.Id, new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString())));
            groups.Add(group.Id);
        }

        await client.Callbacks.SetAsync("https://hooks.example/ses");
        await client.Blocklists.BlockAsync([$"blocked-{recipients}@d0.example"]);
        Task = (await client.Tasks.CreateAsync(new() { From = $"letter@{SenderDomain}", Groups = groups, Template = template.Id, Subject = "To {{ name }}" })).Id;
    }

    private string Kind() => World.Dice.Roll(12) switch
    {
        0 => "bounce",
        1 => "full",
        2 => "spam",
        3 => "greylist",
        4 => "ratelimited",
        _ => "reader",
    };

    // Something happens to a node, some time within the first minutes; one node is left alone.
    private void Trouble()
    {
        var node = World.Nodes[World.Dice.Roll(World.Nodes.Count)];
        World.RunFor(World.Dice.Time(TimeSpan.FromSeconds(20)));
        if (World.Nodes.Count(other => !other.IsDead && !other.IsFrozen) < 2 || node.IsDead)
            return;
        switch (World.Dice.Roll(3))
        {
            case 0:
                node.Kill();
                break;
            case 1:
                node.Stop();
                break;
            default:
                node.Freeze();
                World.RunFor(World.Dice.Time(TimeSpan.FromSeconds(90)));
                node.Thaw();
                break;
        }
    }

    // A host retries with the same key until it has its receipt; where its process died before, another one does.
    // The keys change within minutes, while mail is tried again.
    private void Rotate(ISesClient client)
    {
        try
        {
            World.Run(async () => World.Dns.Publish(await client.Domains.RotateKeysAsync(SenderDomain)));
        }
        catch (StoreFailedException)
        {
            // Either there are no new keys, or they wait for their records: both stop nobody.
        }
    }

    private void Send(ISesClient client, int number)
    {
        var sending = SendAsync(client, new SendRequest
        {
            From = $"desk@{SenderDomain}",
            To = [$"reader-t{number}@d1.example", $"bounce-t{number}@d2.example"],
            Subject = $"Code {number}",
            Text = "123456",
            IdempotencyKey = $"send-{number}",
        });
        _unanswered.Remove(number);
        if (!World.RunUntil(() => sending.IsCompleted, TimeSpan.FromMinutes(2)))
            _unanswered.Add(number);
        else if (sending.Result is { } receipt)
            _receipts.Add(receipt);
    }

    private async Task<SendReceipt?> SendAsync(ISesClient client, SendRequest request)
    {
        while (true)
        {
            try
            {
                return await client.SendAsync(request);
            }
            catch (SesException error) when (error.Code == SesErrorCode.QuotaExceeded)
            {
                return null;
            }
            catch (SesException error) when (error.IsTransient)
            {
                await Scheduling.Internal.Pause.ForAsync(TimeSpan.FromSeconds(1), World.Clock, default).ConfigureAwait(false);
            }
        }
    }
}
