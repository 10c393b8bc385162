using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage;
using Ses.Storage.InMemory;
using Ses.Storage.Sql;

namespace Ses.Benchmarks;

/// <summary>
/// Accept, claim, settle: the three writes that every delivery costs, in batches of 500; figures are for one delivery. PostgreSQL is measured where
/// SES_BENCH_POSTGRES holds a connection string (bench/micro.sh starts a server and sets it).
/// </summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 5, iterationCount: 30, invocationCount: 1)]
public class StoreBenchmarks
{
    private const int Batch = 500;

    private readonly SettlementRules _rules = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ses-bench-{Environment.ProcessId}.db");
    private ISesStorage _storage = null!;
    private NodeEpoch _epoch;
    private Acceptance _acceptance = null!;
    private IReadOnlyList<LaneClaim> _lanes = [];
    private IReadOnlyList<DeliveryOutcome> _outcomes = [];
    private DateTimeOffset _now;
    private ulong _counter;

    public static IEnumerable<string> Stores => Postgres is null ? ["memory", "sqlite"] : ["memory", "sqlite", "postgres"];

    [ParamsSource(nameof(Stores))]
    public string Store { get; set; } = "";

    private static string? Postgres => Environment.GetEnvironmentVariable("SES_BENCH_POSTGRES");

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _storage = Store switch
        {
            "sqlite" => SqlStorage.OfSqlite(new() { Path = _file }),
            "postgres" => SqlStorage.OfPostgreSql(Postgres!, new() { Schema = $"bench_{Environment.ProcessId}", UseServerClock = false }),
            _ => new InMemoryStorage(),
        };
        _now = DateTimeOffset.UtcNow;
        _epoch = (await _storage.Nodes.JoinAsync("bench", TimeSpan.FromHours(1), _now, CancellationToken.None)).Epoch;
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        if (_storage is IAsyncDisposable store)
            await store.DisposeAsync();
        else
            (_storage as IDisposable)?.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
            File.Delete(file);
    }

    [IterationSetup(Target = nameof(AcceptAsync))]
    public void MakeDeliveries()
    {
        _now += TimeSpan.FromSeconds(1);
        var message = SampleTask.Message(new(NextId()), _now);
        _acceptance = new(message, [.. Enumerable.Range(0, Batch).Select(_ => SampleTask.Delivery(message, new(NextId()), (long)_counter))]);
        _lanes = [.. _acceptance.Deliveries.GroupBy(delivery => delivery.Lane, (lane, all) => new LaneClaim(lane, all.Count()))];
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public Task AcceptAsync() => _storage.Ledger.AcceptAsync(_acceptance, _now, CancellationToken.None).AsTask();

    [IterationSetup(Target = nameof(ClaimAsync))]
    public void Accept()
    {
        Settle();
        MakeDeliveries();
        AcceptAsync().GetAwaiter().GetResult();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task ClaimAsync()
    {
        var claimed = await _storage.Queue.ClaimAsync(_epoch, _lanes, _now, CancellationToken.None);
        if (claimed.Count != Batch)
            throw new InvalidOperationException($"{claimed.Count} deliveries were claimed");
        _outcomes = [.. claimed.Select(delivery => SampleTask.Delivered(delivery, _now))];
    }

    [IterationSetup(Target = nameof(SettleAsync))]
    public void Claim()
    {
        Accept();
        ClaimAsync().GetAwaiter().GetResult();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task SettleAsync()
    {
        var result = await _storage.Ledger.SettleAsync(_epoch, _outcomes, _rules, _now, CancellationToken.None);
        if (result.Lost.Count > 0)
            throw new InvalidOperationException($"{result.Lost.Count} deliveries were lost");
        _outcomes = [];
    }

    private void Settle()
    {
        if (_outcomes.Count > 0)
            SettleAsync().GetAwaiter().GetResult();
    }

    // Laid out as the engine's: cohort, epoch, counter.
    private UInt128 NextId() => new(((ulong)(uint)Cohort.Of(_now).Day << 32) | (uint)_epoch.Value, ++_counter);
}
