using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Storage.Specifications;

/// <summary>
/// The base of all suites: a fresh store for each test, a clock that only the test moves, and the store's dump in the test's output when it fails.
/// </summary>
public abstract class StorageSpecification(StorageFixture fixture) : IAsyncLifetime
{
    private readonly List<ISesStorage> _doors = [];

    private protected StorageFixture Fixture => fixture;

    /// <summary>The store under test.</summary>
    protected ISesStorage Storage { get; private set; } = null!;

    /// <summary>What the test's clock says; it stands still until <see cref="Pass"/>.</summary>
    protected DateTimeOffset Now { get; private set; } = new(2026, 3, 2, 10, 7, 31, TimeSpan.Zero);

    /// <summary>Ends the test's calls when the run is aborted.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected SampleMail Mail { get; private set; } = null!;

    private protected static SettlementRules Rules { get; } = new();

    private protected static TimeSpan TimeToLive { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Storage = Keep(await fixture.CreateAsync(Token));
        Mail = new(new(await Storage.Nodes.ReserveEpochAsync(Token)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed && Storage is not null)
                TestContext.Current.TestOutputHelper?.WriteLine($"The store at {Now:O}:\n{await fixture.DumpAsync(Storage, CancellationToken.None)}");
        }
        finally
        {
            foreach (var door in _doors.Distinct(ReferenceEqualityComparer.Instance).Cast<ISesStorage>().Reverse())
                await fixture.ReleaseAsync(door);
        }
    }

    /// <summary>All that the store holds, as text.</summary>
    private protected ValueTask<string> DumpAsync() => fixture.DumpAsync(Storage, Token);

    /// <summary>Time goes by.</summary>
    protected void Pass(TimeSpan time) => Now += time;

    /// <summary>Doors to the store as so many processes would have them; this test's own is the first.</summary>
    private protected async ValueTask<IReadOnlyList<ISesStorage>> ConnectAsync(int count)
    {
        var doors = new List<ISesStorage> { Storage };
        while (doors.Count < count)
            doors.Add(Keep(await fixture.ConnectAsync(Storage, Token)));
        return doors;
    }

    /// <summary>The process ends, and another opens the store.</summary>
    private protected async ValueTask ReopenAsync()
    {
        var before = Storage;
        Storage = Keep(await fixture.ReopenAsync(before, Token));
        _doors.Remove(before);
    }

    private protected async ValueTask<NodeEpoch> JoinAsync(string name = "node") => (await Storage.Nodes.JoinAsync(name, TimeToLive, Now, Token)).Epoch;

    private protected async ValueTask<Acceptance> AcceptAsync(Acceptance letter)
    {
        Assert.IsType<AcceptResult.Accepted>(await Storage.Ledger.AcceptAsync(letter, Now, Token));
        return letter;
    }

    private protected ValueTask<Acceptance> AcceptAsync(int recipients, string domain = "example.net") => AcceptAsync(Mail.Letter(Now, SampleMail.Recipients(recipients, domain)));

    /// <summary>Claims what is due in all lanes; in the order of ids.</summary>
    private protected async ValueTask<IReadOnlyList<MailDelivery>> ClaimAsync(NodeEpoch epoch, int limit = 1_000)
    {
        var due = await Storage.Queue.ListDueLanesAsync(Now, 10_000, Token);
        var claimed = await Storage.Queue.ClaimAsync(epoch, [.. due.Lanes.Select(lane => new Delivery.LaneClaim(lane.Lane, limit))], Now, Token);
        return [.. claimed.OrderBy(row => row.Id)];
    }

    private protected DeliveryOutcome Outcome(MailDelivery delivery, DeliveryDecision decision) => new(
        delivery,
        decision,
        new(Now, TimeSpan.FromMilliseconds(12), "mx.example.net:25", "192.0.2.1", new(250, "2.0.0", "queued")),
        delivery.ChargedDay is null ? DateOnly.FromDateTime(Now.UtcDateTime) : null,
        Now);

    private protected ValueTask<SettleResult> SettleAsync(NodeEpoch epoch, DeliveryDecision decision, params IEnumerable<MailDelivery> deliveries) =>
        Storage.Ledger.SettleAsync(epoch, [.. deliveries.Select(delivery => Outcome(delivery, decision))], Rules, Now, Token);

    private protected ValueTask<IReadOnlyList<MailDelivery>> DeliveriesOf(MessageId message) => Storage.Ledger.ListDeliveriesAsync(message, null, int.MaxValue, Token);

    private protected async ValueTask<MailDelivery> RowOf(MailDelivery delivery) =>
        Assert.Single(await DeliveriesOf(delivery.Message), row => row.Id == delivery.Id);

    private protected ValueTask<IReadOnlyList<MailFact>> FactsOf(MailDelivery delivery) => Storage.Ledger.ListFactsAsync(delivery.Message, delivery.Id, Token);

    /// <summary>The sum of all counters of an account, along one axis.</summary>
    private protected async ValueTask<CounterSet> CountersAsync(StatisticsAxis axis = StatisticsAxis.Day, AccountId account = default) =>
        (await Storage.Statistics.ReadAsync(account, axis, new(), Token)).Aggregate(default(CounterSet), (sum, row) => sum + row.Counters);

    /// <summary>The same rows, member by member, lists and bytes too.</summary>
    private protected static void Same(object? expected, object? actual) => Assert.Equal(Shown.Of(expected), Shown.Of(actual));

    /// <summary>All pages of a list, each of the size wanted but the last. Between two pages, rows may come and go.</summary>
    private protected static async Task<IReadOnlyList<T>> PagesAsync<T>(int size, Func<PageRequest, ValueTask<Page<T>>> list, Func<int, Task>? between = null)
    {
        var all = new List<T>();
        Page<T> page;
        string? after = null;
        do
        {
            page = await list(new(after, size));
            Assert.True(page.Items.Count == size || (page.Continuation is null && page.Items.Count < size), $"a page of {page.Items.Count} rows and a continuation '{page.Continuation}'");
            all.AddRange(page.Items);
            Assert.True(all.Count < 1_000, "the pages do not end");
            after = page.Continuation;
            if (between is not null && after is not null)
                await between(all.Count);
        }
        while (after is not null);
        return all;
    }

    /// <summary>Runs calls on threads of their own, all begun together.</summary>
    private protected static async Task<IReadOnlyList<T>> AtOnceAsync<T>(int count, Func<int, Task<T>> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, count).Select(number => Task.Run(
            async () =>
            {
                await start.Task;
                return await call(number);
            },
            Token)).ToList();
        start.SetResult();
        return await Task.WhenAll(calls);
    }

    private ISesStorage Keep(ISesStorage door)
    {
        _doors.Add(door);
        return door;
    }
}
