using Ses.Primitives;
using Ses.Statistics;
using Ses.Storage.Sql;
using StorageBench.Databases;

namespace StorageBench;

/// <summary>
/// What the reports of 30 days cost over 2,000,000 deliveries, against 10,000 of the same shape: 50,000 recipient domains by Zipf's law, 300 tasks that run for two
/// hours of each day, each with one of 200 templates. The roll-ups are filled as the ledger leaves them.
/// </summary>
internal sealed class Reports(BenchDatabase database, Arguments arguments, Report report)
{
    private const int Days = 30;
    private const int Domains = 50_000;
    private const int Tasks = 300;
    private const int Templates = 200;

    private static readonly DateTimeOffset Midnight = new(2026, 3, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Counters = ["requests", "rejected", "sends", "deliveries", "invalid_addresses", "bounces_spam", "bounces_other", "opens", "clicks", "machine_opens", "machine_clicks", "unsubscriptions", "spam_complaints"];

    private readonly int _many = arguments.Number("--deliveries", 2_000_000, 500_000);
    private readonly int _few = 10_000;

    public async Task RunAsync()
    {
        await using var large = database.Open("reports");
        await using var small = database.Open("reports_small");
        await FillAsync(large, "reports", _many);
        await FillAsync(small, "reports_small", _few);
        var month = new StatisticsQuery { From = Midnight.AddDays(-Days), To = Midnight };
        await CompareAsync(large, small, "total", StatisticsAxis.SenderDomain, month);
        await CompareAsync(large, small, "by_template", StatisticsAxis.Template, month);
        await CompareAsync(large, small, "top_domains", StatisticsAxis.RecipientDomain, month with { Top = 50 });
        await CompareAsync(large, small, "total_by_the_minute", StatisticsAxis.SenderDomain, new() { From = Midnight.AddDays(-Days).AddMinutes(637), To = Midnight.AddMinutes(-803) });
    }

    private async Task CompareAsync(SqlStorage large, SqlStorage small, string name, StatisticsAxis axis, StatisticsQuery query)
    {
        var (many, few) = (new List<double>(), new List<double>());
        for (var i = -3; i < 15; i++)
        {
            var (one, other) = (await MeasureAsync(large, axis, query), await MeasureAsync(small, axis, query));
            if (i < 0)
                continue;
            many.Add(one);
            few.Add(other);
        }

        report.Add($"{database.Name}_report_{name}_{_many}", Middle.Of(many), "ms");
        report.Add($"{database.Name}_report_{name}_{_few}", Middle.Of(few), "ms");
        report.AtMost($"{database.Name}_report_{name}_vs_few", Middle.Of(many) / Middle.Of(few), "ratio", 2);
    }

    // Several in a row: the processor's time of a server is told in hundredths of a second.
    private async Task<double> MeasureAsync(SqlStorage storage, StatisticsAxis axis, StatisticsQuery query)
    {
        const int Times = 8;
        var effort = await database.MeasureAsync(async () =>
        {
            for (var i = 0; i < Times; i++)
                await storage.Statistics.ReadAsync(default, axis, query, default);
        });
        return effort.Processor.TotalMilliseconds / Times;
    }

    private async Task FillAsync(SqlStorage storage, string store, int deliveries)
    {
        await Stores.PrepareAsync(storage);
        var (random, mail) = (new Random(3), new Mail(3, Domains, new(1)));
        var quarters = new Dictionary<(long, int), long>();
        var days = new Dictionary<(int, int), long>();
        var domains = new Dictionary<(int, string), long>();
        for (var i = 0; i < deliveries; i++)
        {
            var (task, day) = (random.Next(Tasks), random.Next(Days));
            var start = Midnight.AddDays(day - Days).AddMinutes((task * 37 % 1_320) + random.Next(120));
            Count(quarters, (start.UtcTicks - (start.UtcTicks % TimeSpan.FromMinutes(15).Ticks), task));
            Count(days, (Cohort.Of(start).Day, task));
            Count(domains, (Cohort.Of(start).Day, mail.Domain().Value));
        }

        foreach (var table in new[] { "ses_quarter_hours", "ses_days", "ses_recipient_days" })
            await database.RunAsync(store, $"DELETE FROM {table}");
        await using var writer = await database.OpenPlainAsync(store);
        string[] axes = ["account", "start", "sender_domain", "template", "task", "stream", "shard"];
        await InsertAsync(writer, "ses_quarter_hours", axes, quarters.Select(pair => Row(pair.Value, "default", pair.Key.Item1, Mail.Sender.Value, (long)(pair.Key.Item2 % Templates), (long)pair.Key.Item2, 1, 0)));
        axes[1] = "day";
        await InsertAsync(writer, "ses_days", axes, days.Select(pair => Row(pair.Value, "default", pair.Key.Item1, Mail.Sender.Value, (long)(pair.Key.Item2 % Templates), (long)pair.Key.Item2, 1, 0)));
        await InsertAsync(writer, "ses_recipient_days", ["account", "day", "recipient_domain", "sender_domain", "shard", "magnitude"], domains.Select(pair =>
            Row(pair.Value, "default", pair.Key.Item1, pair.Key.Item2, Mail.Sender.Value, 0, (int)Math.Log2(pair.Value) / 2)));
        await database.SettleDownAsync(store);
    }

    private static async Task InsertAsync(PlainWriter writer, string table, string[] key, IEnumerable<object?[]> rows)
    {
        foreach (var chunk in rows.Chunk(5_000))
            await writer.InsertAsync([new(table, [.. key, .. Counters], chunk)]);
    }

    // All sent, 97 in a hundred delivered, a fifth of those opened.
    private static object?[] Row(long requests, params object?[] key) =>
        [.. key, requests, 0L, requests, requests * 97 / 100, requests / 100, 0L, requests / 50, requests / 5, requests / 40, 0L, 0L, requests / 500, 0L];

    private static void Count<T>(Dictionary<T, long> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
