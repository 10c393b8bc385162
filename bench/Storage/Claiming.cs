using System.Diagnostics;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql;
using StorageBench.Databases;

namespace StorageBench;

/// <summary>
/// What listing and claiming cost a delivery where much waits: 200,000 lanes of five, half of them put off, one lane of a million, and another session that reads
/// as of the beginning for five minutes while mail goes through; against a small fresh store of 2,000 lanes of five.
/// </summary>
internal sealed class Claiming(BenchDatabase database, Arguments arguments, Report report)
{
    private const int AtOnce = 512;
    private const int PerLane = 5;

    private readonly int _lanes = arguments.Number("--lanes", 200_000, 10_000);
    private readonly int _big = arguments.Number("--big-lane", 1_000_000, 50_000);
    private readonly TimeSpan _hold = TimeSpan.FromSeconds(arguments.Number("--hold", 300, 20));

    public async Task RunAsync()
    {
        await using var large = database.Open("claim");
        await FillAsync(large, "claim", _lanes, _big);
        var (largeEpoch, hour) = (await JoinAsync(large), Mail.Now.AddMinutes(1));
        var first = new List<double>();
        var last = new List<double>();
        // What waits must not run out, or a step would find nothing to share its cost among.
        var (claimed, enough) = (0L, ((_lanes * (long)PerLane / 2) + _big) * 3 / 4);
        await using (await database.HoldSnapshotAsync("claim"))
        {
            var held = Stopwatch.StartNew();
            for (var now = hour; held.Elapsed < _hold && claimed < enough; now = now.AddMilliseconds(200))
            {
                var (cost, count) = await StepAsync(large, largeEpoch, now);
                first.Add(cost);
                claimed += count;
            }

            report.Add($"{database.Name}_claimed_under_snapshot", claimed, "rows");
            // Beside each other, so that a busy machine slows both.
            await using var small = database.Open("small");
            await FillAsync(small, "small", 2_000, 0);
            var epoch = await JoinAsync(small);
            var fresh = new List<double>();
            for (var i = 0; i < 16; i++)
            {
                fresh.Add((await StepAsync(small, epoch, hour)).Cost);
                last.Add((await StepAsync(large, largeEpoch, hour.AddHours(0.9).AddMilliseconds(200 * i))).Cost);
            }

            report.Add($"{database.Name}_claim_fresh", Middle.Of(fresh), "us/row");
            report.Add($"{database.Name}_claim_large_first", Middle.Of(first.Take(16)), "us/row");
            report.Add($"{database.Name}_claim_large_last", Middle.Of(last), "us/row");
            report.AtMost($"{database.Name}_claim_large_vs_fresh", Middle.Of(last) / Middle.Of(fresh), "ratio", 2);
        }
    }

    // List and claim as the delivery pump does, then settle. The first two are what is measured.
    private async Task<(double Cost, int Claimed)> StepAsync(SqlStorage storage, NodeEpoch epoch, DateTimeOffset now)
    {
        IReadOnlyList<MailDelivery> claimed = [];
        var effort = await database.MeasureAsync(async () =>
        {
            var due = await storage.Queue.ListDueLanesAsync(now, 256, default);
            if (due.Lanes.Count > 0)
                claimed = await storage.Queue.ClaimAsync(epoch, [.. due.Lanes.Select(lane => new LaneClaim(lane.Lane, (AtOnce + due.Lanes.Count - 1) / due.Lanes.Count))], now, default);
        });
        await storage.Ledger.SettleAsync(epoch, [.. claimed.Select(Mail.Delivered)], new(), Mail.Now, default);
        return (effort.Processor.TotalMicroseconds / Math.Max(1, claimed.Count), claimed.Count);
    }

    private static async Task<NodeEpoch> JoinAsync(SqlStorage storage) => (await storage.Nodes.JoinAsync("bench", TimeSpan.FromDays(1), Mail.Now, default)).Epoch;

    // As accepting leaves it: lanes with their marks, and what waits in them. Every second lane is put off for an hour.
    private async Task FillAsync(SqlStorage storage, string store, int lanes, int big)
    {
        await Stores.PrepareAsync(storage);
        await using var writer = await database.OpenPlainAsync(store);
        var mail = new Mail(5, 1, new(1_000_000));
        var next = 0;
        foreach (var chunk in Enumerable.Range(0, lanes).Chunk(200))
        {
            var domains = chunk.SelectMany(i => Enumerable.Repeat(DomainName.Parse($"lane{i}.example"), PerLane)).ToList();
            next = 0;
            var letter = mail.Letter(Mail.Now.AddSeconds(chunk[0] / 4_000.0), domains.Count, () => domains[next++]);
            await writer.InsertAsync([.. PlainTable.Of(letter, database.Id, isSettled: false), Stores.Lanes(letter, database.Id, i => i % 2 == 1)]);
        }

        var one = DomainName.Parse("big.example");
        for (var filled = 0; filled < big; filled += 1_000)
        {
            var letter = mail.Letter(Mail.Now.AddSeconds(filled / 20_000.0), 1_000, () => one);
            await writer.InsertAsync(filled == 0 ? [.. PlainTable.Of(letter, database.Id, isSettled: false), Stores.Lanes(letter, database.Id, _ => false)] : PlainTable.Of(letter, database.Id, isSettled: false));
        }

        await database.SettleDownAsync(store);
    }
}
