using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql;
using StorageBench.Databases;

namespace StorageBench;

/// <summary>
/// Accept + claim + settle, with facts and counters, against plain inserts of the same rows into an identical copy of the tables: a letter's message, its
/// deliveries as they are accepted, and a fact for each, in transactions of the same size, with all indexes and as many rows there already. Nothing is read,
/// counted, claimed or updated there.
/// </summary>
internal sealed class Cycle(BenchDatabase database, Arguments arguments, Report report)
{
    private const int Domains = 2_000;
    private const int Batch = 500;

    private readonly int _rows = arguments.Number("--rows", 1_000_000, 100_000);
    private readonly int _rounds = arguments.Number("--rounds", 10, 4);
    private readonly int _perRound = arguments.Number("--per-round", 20_000, 10_000);

    public async Task RunAsync()
    {
        await using var storage = database.Open("cycle");
        await using var plain = database.Open("plain");
        foreach (var store in new[] { storage, plain })
            await Stores.PrepareAsync(store);
        await Stores.FillAsync(database, "cycle", _rows, Domains);
        await Stores.FillAsync(database, "plain", _rows, Domains);

        var mail = new Mail(1, Domains, await storage.Nodes.ReserveEpochAsync(default));
        var copies = new Mail(1, Domains, await plain.Nodes.ReserveEpochAsync(default));
        var epoch = (await storage.Nodes.JoinAsync("bench", TimeSpan.FromDays(1), Mail.Now, default)).Epoch;
        await using var writer = await database.OpenPlainAsync("plain");
        var (ours, steps, theirs) = (new List<Effort>(), new List<Effort[]>(), new List<Effort>());
        for (var round = -1; round < _rounds; round++)
        {
            List<Acceptance> letters = [.. Letters(mail)];
            var own = await database.MeasureAsync(() => OwnAsync(storage, epoch, letters));
            // By itself, since each look at the clocks of all the server's processes costs as much as some rows.
            var ofSteps = await StepsAsync(storage, epoch, [.. Letters(mail)]);
            var rows = Letters(copies).Select(letter => Rows(letter)).ToList();
            var effort = await database.MeasureAsync(async () =>
            {
                foreach (var tables in rows)
                    await writer.InsertAsync(tables);
            });
            if (round < 0)
                continue;
            ours.Add(own);
            steps.Add(ofSteps);
            theirs.Add(effort);
        }

        Tell(ours, steps, theirs);
    }

    private IEnumerable<Acceptance> Letters(Mail mail) => Enumerable.Range(0, _perRound / Batch).Select(i => mail.Letter(Mail.Now.AddMilliseconds(i), Batch));

    private IReadOnlyList<PlainTable> Rows(Acceptance letter)
    {
        var accepted = PlainTable.Of(letter, database.Id, isSettled: false);
        return [.. accepted, PlainTable.Of(letter, database.Id, isSettled: true)[2]];
    }

    private async Task OwnAsync(SqlStorage storage, NodeEpoch epoch, List<Acceptance> letters)
    {
        await AcceptAsync(storage, letters);
        for (var left = _perRound; left > 0;)
        {
            var claimed = await ClaimAsync(storage.Queue, epoch, left);
            left -= claimed.Count;
            await SettleAsync(storage, epoch, claimed);
        }
    }

    private async Task<Effort[]> StepsAsync(SqlStorage storage, NodeEpoch epoch, List<Acceptance> letters)
    {
        var accept = await database.MeasureAsync(() => AcceptAsync(storage, letters));
        var (claim, settle) = (default(Effort), default(Effort));
        for (var left = _perRound; left > 0;)
        {
            IReadOnlyList<MailDelivery> claimed = [];
            claim += await database.MeasureAsync(async () => claimed = await ClaimAsync(storage.Queue, epoch, left));
            left -= claimed.Count;
            settle += await database.MeasureAsync(() => SettleAsync(storage, epoch, claimed));
        }

        return [accept, claim, settle];
    }

    private static async Task AcceptAsync(SqlStorage storage, List<Acceptance> letters)
    {
        foreach (var letter in letters)
            await storage.Ledger.AcceptAsync(letter, Mail.Now, default);
    }

    // As the delivery pump does: 256 lanes at once, all together a batch.
    private static async Task<IReadOnlyList<MailDelivery>> ClaimAsync(IDeliveryQueue queue, NodeEpoch epoch, int left)
    {
        var due = await queue.ListDueLanesAsync(Mail.Now.AddMinutes(1), 256, default);
        var claimed = await queue.ClaimAsync(epoch, [.. due.Lanes.Select(lane => new LaneClaim(lane.Lane, (Batch + due.Lanes.Count - 1) / Math.Max(1, due.Lanes.Count)))], Mail.Now.AddMinutes(1), default);
        return claimed.Count > 0 ? claimed : throw new InvalidOperationException($"{left} deliveries were accepted and cannot be claimed");
    }

    private static async Task SettleAsync(SqlStorage storage, NodeEpoch epoch, IReadOnlyList<MailDelivery> claimed)
    {
        foreach (var batch in claimed.Select(Mail.Delivered).Chunk(Batch))
            await storage.Ledger.SettleAsync(epoch, batch, new(), Mail.Now, default);
    }

    private void Tell(List<Effort> ours, List<Effort[]> steps, List<Effort> theirs)
    {
        string[] names = ["accept", "claim", "settle"];
        for (var i = 0; i < names.Length; i++)
            report.Add($"{database.Name}_{names[i]}_cpu", Micro(steps.Select(step => step[i].Processor)), "us/row");
        report.Add($"{database.Name}_cycle_cpu", Micro(ours.Select(own => own.Processor)), "us/row");
        report.Add($"{database.Name}_plain_cpu", Micro(theirs.Select(plain => plain.Processor)), "us/row");
        report.Add($"{database.Name}_cycle_rate", 1e6 / Micro(ours.Select(own => own.Wall)), "row/s");
        report.Add($"{database.Name}_plain_rate", 1e6 / Micro(theirs.Select(plain => plain.Wall)), "row/s");
        var wanted = database.Server is null ? 0.4 : 0.3;
        report.AtLeast($"{database.Name}_cycle_vs_plain", Middle.Of(ours.Zip(theirs, (own, plain) => plain.Wall / own.Wall)), "ratio", wanted);
        report.AtLeast($"{database.Name}_cycle_vs_plain_cpu", Middle.Of(ours.Zip(theirs, (own, plain) => plain.Processor / own.Processor)), "ratio", wanted);
    }

    private double Micro(IEnumerable<TimeSpan> times) => Middle.Of(times.Select(time => time.TotalMicroseconds / _perRound));
}
