using MimeKit;
using Ses.Domains;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Sending;
using Ses.SendingTasks;
using Ses.Templates;
using Ses.Testing;

namespace Ses.Tests;

/// <summary>A fake world with one node that relays everything and, unless told otherwise, one verified sender domain. Days pass in milliseconds.</summary>
internal sealed class SmallWorld : IDisposable
{
    public const string Domain = "news.example";
    public const string Sender = "editor@news.example";

    private readonly Action<SesOptions>? _configure;

    public SmallWorld(Action<SesOptions>? configure = null, ulong seed = 1, bool withDomain = true)
    {
        _configure = configure;
        World = new(seed);
        Node = AddNode();
        if (withDomain)
            Verify(Domain);
    }

    public FakeWorld World { get; }

    public FakeNode Node { get; }

    public ISesClient Client => Node.Client;

    /// <summary>What the servers took, in its order.</summary>
    public IReadOnlyList<FakeAttempt> Taken => [.. World.Servers.Attempts.Where(attempt => attempt.WasAccepted)];

    public DateTimeOffset Now => World.Clock.GetUtcNow();

    public void Dispose() => World.Dispose();

    /// <summary>Another process with the same options.</summary>
    public FakeNode AddNode() => World.AddNode(options =>
    {
        // A small key is made quickly, and a node that looks seldom lets days pass quickly; what is due is still done when it is due.
        options.Domains.DkimKeyBits = 1024;
        options.Engine.LeaseTimeToLive = TimeSpan.FromHours(1);
        options.Engine.Heartbeat = TimeSpan.FromMinutes(10);
        options.Engine.PollInterval = TimeSpan.FromMinutes(10);
        options.Delivery.Relays.Add(new("relay.example"));
        _configure?.Invoke(options);
    });

    public void Ask(Func<ISesClient, Task> work) => World.Run(() => work(Client));

    public T Ask<T>(Func<ISesClient, Task<T>> work) => World.Run(() => work(Client));

    public SenderDomain Verify(string name, ISesClient? client = null) => World.Run(async () =>
    {
        World.Dns.Publish(await (client ?? Client).Domains.CreateAsync(name));
        return await (client ?? Client).Domains.VerifyAsync(name);
    });

    public SenderDomain FindDomain(string name = Domain) =>
        World.Storage.Domains.FindAsync(AccountId.Default, DomainName.Parse(name), default).Result!;

    /// <summary>How much of today's quota is used.</summary>
    public long UsedQuota() =>
        World.Storage.Quotas.GetUsageAsync(AccountId.Default, DomainName.Parse(Domain), DateOnly.FromDateTime(Now.UtcDateTime), Now, default).Result.Used;

    public SendReceipt Send(SendRequest request) => Ask(client => client.SendAsync(request));

    public SendReceipt Send(params string[] to) => Send(Letter(to));

    public static SendRequest Letter(params string[] to) => new() { From = Sender, To = to, Subject = "Hello", Text = "Good morning." };

    /// <summary>Runs the engine until everything that the receipt names has a fate.</summary>
    public void Deliver(SendReceipt receipt, TimeSpan? limit = null)
    {
        Start();
        Assert.True(World.RunUntil(() => Deliveries(receipt).All(delivery => delivery.State != DeliveryState.Queued), limit), World.Storage.Dump());
    }

    public void Start()
    {
        if (Node.Running.IsCompleted)
            Node.Start();
    }

    public SendReceipt SendAndDeliver(SendRequest request)
    {
        var receipt = Send(request);
        Deliver(receipt);
        return receipt;
    }

    public IReadOnlyList<MailDelivery> Deliveries(SendReceipt receipt) => Deliveries(receipt.Message);

    public IReadOnlyList<MailDelivery> Deliveries(MessageId message) =>
        World.Storage.Ledger.ListDeliveriesAsync(message, null, int.MaxValue, default).Result;

    public MailDelivery Delivery(SendReceipt receipt, string recipient) =>
        Assert.Single(Deliveries(receipt), delivery => delivery.Recipient.Equals(EmailAddress.Parse(recipient)));

    /// <summary>The mail that a recipient's server took.</summary>
    public MimeMessage MailTo(string recipient) =>
        Parse(Assert.Single(Taken, attempt => attempt.Recipient.Equals(EmailAddress.Parse(recipient))));

    public static MimeMessage Parse(FakeAttempt attempt) => MimeMessage.Load(new MemoryStream(attempt.Content.ToArray()));

    public MailTemplate Template(string source, TemplateType type = TemplateType.Html, string name = "letter") =>
        Ask(client => client.Templates.CreateAsync(new() { Name = name, Source = source, Type = type }));

    public RecipientGroup Group(string csv, string name = "readers") => Ask(async client =>
    {
        var group = await client.Recipients.CreateAsync(name, $"all {name}");
        await client.Recipients.ImportCsvAsync(group.Id, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv)));
        return group;
    });

    public SendingTask Task(SendingTaskRequest request) => Ask(client => client.Tasks.CreateAsync(request));

    public SendingTask Current(SendingTask task) => World.Storage.Tasks.FindAsync(task.Account, task.Id, default).Result!;

    /// <summary>Runs the engine until a task has come to a state.</summary>
    public SendingTask RunUntil(SendingTask task, TaskState state, TimeSpan? limit = null)
    {
        Start();
        Assert.True(World.RunUntil(() => Current(task).State == state, limit), $"{Current(task).State} ({Current(task).StateReason})\n{World.Storage.Dump()}");
        return Current(task);
    }

    public CounterSet Total() => Ask(client => client.Statistics.GetTotalAsync(new()));
}
