using Ses.Ledger;
using Ses.Storage.Sql;
using Ses.Storage.Sql.Operations;
using StorageBench.Databases;

namespace StorageBench;

/// <summary>Fills stores.</summary>
internal static class Stores
{
    private const int PerLetter = 1_000;

    /// <summary>Makes the tables, and the day's partition where there are such.</summary>
    public static async Task PrepareAsync(SqlStorage storage)
    {
        var mail = new Mail(0, 1, await storage.Nodes.ReserveEpochAsync(default));
        await storage.Ledger.AcceptAsync(mail.Letter(Mail.Now, 1) is var letter ? letter with { Deliveries = [.. letter.Deliveries.Select(Rejected)] } : null!, Mail.Now, default);
    }

    /// <summary>Puts settled deliveries with their facts into a store, by plain inserts.</summary>
    public static async Task FillAsync(BenchDatabase database, string store, int rows, int domains)
    {
        await using var writer = await database.OpenPlainAsync(store);
        var mail = new Mail(99, domains, new(1_000_000));
        for (var filled = 0; filled < rows; filled += PerLetter)
            await writer.InsertAsync(PlainTable.Of(mail.Letter(Mail.Now.AddHours(-1), Math.Min(PerLetter, rows - filled)), database.Id, isSettled: true));
        await database.SettleDownAsync(store);
    }

    /// <summary>The rows of the lanes in which a letter's deliveries wait.</summary>
    public static PlainTable Lanes(Acceptance letter, Func<UInt128, object> id, Func<int, bool> isPutOff) => new(
        "ses_lanes",
        ["id", "cohort", "stream", "account", "domain", "first_due", "first_id", "look_at"],
        [
            .. letter.Deliveries.GroupBy(row => row.Lane).Select((lane, i) => new object?[]
            {
                LaneId.Of(lane.First().Id.Cohort, lane.Key), lane.First().Id.Cohort.Day, (int)lane.Key.Stream, lane.Key.Account.Value, lane.Key.RecipientDomain.Value,
                lane.First().DueAt.UtcTicks, id(lane.First().Id.Value), lane.First().DueAt.AddHours(isPutOff(i) ? 1 : 0).UtcTicks,
            }),
        ]);

    private static MailDelivery Rejected(MailDelivery delivery) => delivery with { State = DeliveryState.Rejected, Facts = DeliveryFacts.Rejected };
}
