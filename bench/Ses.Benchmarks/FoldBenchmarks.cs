using BenchmarkDotNet.Attributes;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Benchmarks;

/// <summary>The fold: from outcomes to rows, facts, counters. A batch as the settle pump makes it; figures are for one delivery.</summary>
public class FoldBenchmarks
{
    private const int Batch = 500;

    private readonly SettlementRules _rules = new();
    private DeliveryOutcome[] _outcomes = null!;

    [GlobalSetup]
    public void Setup()
    {
        var message = SampleTask.Message(new(1), SampleTask.Start) with { Task = new(1) };
        _outcomes = [.. Enumerable.Range(0, Batch).Select(i => SampleTask.Delivered(SampleTask.Delivery(message, new((ulong)i + 2), i), SampleTask.Start))];
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public object Fold() => Settlement.Apply(new NodeEpoch(1), _outcomes, _rules);
}
