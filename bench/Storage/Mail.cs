using Ses.Ledger;
using Ses.Primitives;

namespace StorageBench;

/// <summary>Letters to random recipients; their domains are distributed by Zipf's law, as those of real lists are.</summary>
internal sealed class Mail(int seed, int domains, NodeEpoch epoch)
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 7, 31, TimeSpan.Zero);
    public static readonly DomainName Sender = DomainName.Parse("news.shop.example");

    private readonly Random _random = new(seed);
    private readonly DomainName[] _domains = [.. Enumerable.Range(0, domains).Select(i => DomainName.Parse($"mail{i}.example"))];
    private readonly double[] _sums = Sums(domains);
    private ulong _counter;

    public DomainName Domain()
    {
        var found = Array.BinarySearch(_sums, _random.NextDouble() * _sums[^1]);
        return _domains[found < 0 ? ~found : found];
    }

    public int Next(int below) => _random.Next(below);

    public Acceptance Letter(DateTimeOffset at, int recipients) => Letter(at, recipients, Domain);

    public Acceptance Letter(DateTimeOffset at, int recipients, Func<DomainName> domain)
    {
        var message = Message(at, new(3), new(7));
        return new(message, [.. Enumerable.Range(0, recipients).Select(_ => Delivery(message, domain(), at))]);
    }

    public MailMessage Message(DateTimeOffset at, TemplateId? template, SendingTaskId? task) => new()
    {
        Account = default,
        Id = new(NextId(at)),
        AcceptedAt = at,
        Stream = MailStream.Marketing,
        SenderDomain = Sender,
        Template = template,
        Task = task,
        Recipe = new()
        {
            From = Mailbox.Parse("Shop <hello@news.shop.example>"),
            Subject = "Spring news",
            Content = new RecipeContent.FromTemplate(new(template ?? new(1), 1), new Dictionary<string, TemplateVersionRef>()),
            Date = at,
        },
    };

    public MailDelivery Delivery(MailMessage message, DomainName domain, DateTimeOffset at)
    {
        var recipient = EmailAddress.Parse($"reader.{_random.NextInt64():x}@{domain.Value}");
        return new()
        {
            Id = new(NextId(at)),
            Message = message.Id,
            Axes = new(default, Sender, domain, message.Stream, message.Template, message.Task, at),
            Recipient = recipient,
            RecipientHash = AddressHash.Of(recipient),
            Data = $$"""{"name":"Reader {{_random.Next(100_000)}}","city":"Shenzhen"}""",
            ExpiresAt = at.AddHours(72),
            DueAt = at,
            UpdatedAt = at,
        };
    }

    /// <summary>A first attempt that succeeds.</summary>
    public static DeliveryOutcome Delivered(MailDelivery delivery) => new(
        delivery,
        new DeliveryDecision.Delivered(),
        new(Now, TimeSpan.FromMilliseconds(180), $"mx1.{delivery.Recipient.Domain.Value}", "192.0.2.17", new(250, "2.0.0", "Ok: queued as 4Z7tTq1kXWz9vB3")),
        DateOnly.FromDateTime(Now.UtcDateTime),
        Now);

    private UInt128 NextId(DateTimeOffset at) => new(((ulong)(uint)Cohort.Of(at).Day << 32) | (uint)epoch.Value, ++_counter);

    private static double[] Sums(int count)
    {
        var sums = new double[count];
        for (var i = 0; i < count; i++)
            sums[i] = (i == 0 ? 0 : sums[i - 1]) + 1.0 / (i + 1);
        return sums;
    }
}
