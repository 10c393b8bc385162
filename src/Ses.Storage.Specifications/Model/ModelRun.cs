using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications.Model;

/// <summary>
/// One store on its way through a sequence of operations, with what a host would remember of it. Operations name things by numbers that wrap around, so every
/// sequence means something, and every part of a sequence too: that is what makes it shrink well.
/// </summary>
internal sealed class ModelRun(ISesStorage storage, CancellationToken cancellationToken)
{
    public static readonly IReadOnlyList<AccountId> Accounts = [AccountId.Default, new("other")];
    public static readonly IReadOnlyList<DomainName> Domains = [.. new[] { "shop.example", "blog.example", "xn--e1afmkfd.example" }.Select(DomainName.Parse)];
    public static readonly IReadOnlyList<string> RecipientDomains = ["example.net", "example.org", "пример.испытание"];
    public static readonly IReadOnlyList<string> Names = ["welcome", "Welcome", "Привет 🎉", "a_b", "100%"];

    public ISesStorage Storage => storage;

    public CancellationToken Token => cancellationToken;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 22, 7, 31, TimeSpan.Zero);

    /// <summary>Ids are made with an epoch that no store gives out here, so that they are the same for every store.</summary>
    public SampleMail Mail { get; } = new(new(new NodeEpoch(1_000_000)));

    public List<NodeEpoch> Nodes { get; } = [];

    public List<Acceptance> Letters { get; } = [];

    /// <summary>Every message that the store may know, runs too.</summary>
    public List<MessageId> Messages { get; } = [];

    /// <summary>Every delivery that was ever offered.</summary>
    public List<MailDelivery> Deliveries { get; } = [];

    /// <summary>Every claim that was ever answered, also those that are settled or lost.</summary>
    public List<(NodeEpoch Epoch, MailDelivery Delivery)> Claims { get; } = [];

    /// <summary>Every callback that was ever taken, also those that are done or taken again.</summary>
    public List<ClaimedCallback> Callbacks { get; } = [];

    public List<(AccountId Account, SendingTaskId Task)> Tasks { get; } = [];

    /// <summary>Those of the tasks that have a run.</summary>
    public List<(AccountId Account, SendingTaskId Task)> Started { get; } = [];

    public List<RecipientGroupId> Groups { get; } = [];

    public List<TemplateId> Templates { get; } = [];

    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public static T Pick<T>(IReadOnlyList<T> things, int number) => things[number % things.Count];

    /// <summary>Mostly one of the two youngest, which live; else any that ever joined, or one that nobody knows.</summary>
    public NodeEpoch Node(int number) => Nodes.Count == 0 ? new(999_999) : number < 9 ? Nodes[Math.Max(0, Nodes.Count - 1 - (number % 2))] : Pick(Nodes, number);

    public static EmailAddress Recipient(int number) => EmailAddress.Parse($"{(number % 2 == 0 ? "Reader" : "читатель")}{number % 7}@{Pick(RecipientDomains, number)}");

    /// <summary>Stores may count epochs as they like: a node is shown by its place among those that joined, one that never did as −1.</summary>
    public NodeEpoch Named(NodeEpoch epoch) => epoch == NodeEpoch.None ? epoch : Nodes.IndexOf(epoch) is >= 0 and var place ? new(place + 1) : new(-1);

    public IEnumerable<MailDelivery> Named(IEnumerable<MailDelivery> rows) => rows.OrderBy(row => row.Id).Select(row => row with { Owner = Named(row.Owner) });
}
