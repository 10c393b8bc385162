using System.Globalization;
using Ses.Ledger;
using Ses.Statistics;
using Spectre.Console;

namespace QuickStart;

/// <summary>The table and the last line.</summary>
internal static class Report
{
    private const int MaxRows = 15;

    public static void Print(IReadOnlyList<StatisticsRow> domains, CounterSet total)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("recipient domain").NoWrap());
        foreach (var column in new[] { "requests", "rejected", "sends", "invalid addresses", "bounces (spam)", "bounces (others)", "deliveries", "delivery rate" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in domains.Take(MaxRows))
            table.AddRow(Cells(row.Key, row.Counters));
        if (domains.Count > MaxRows)
            table.AddRow(Cells($"{domains.Count - MaxRows} others", domains.Skip(MaxRows).Aggregate(default(CounterSet), (sum, row) => sum + row.Counters)));
        table.AddRow(Cells("all", total));
        AnsiConsole.Write(table);
    }

    public static string LastLine(CounterSet total, long? server, long attemptedBefore, TimeSpan took) => string.Create(
        CultureInfo.InvariantCulture,
        $"quickstart: requests={total.Requests} rejected={total.Rejected} sends={total.Sends} delivered={total.Deliveries} bounced={total.Bounces} pending={total.Pending} server={server?.ToString(CultureInfo.InvariantCulture) ?? "-"} seconds={took.TotalSeconds:F1} rate={(total.Sends - attemptedBefore) / took.TotalSeconds:F0}");

    private static string[] Cells(string name, CounterSet counters) =>
    [
        Markup.Escape(name),
        .. new[] { counters.Requests, counters.Rejected, counters.Sends, counters.InvalidAddresses, counters.BouncesSpam, counters.BouncesOther, counters.Deliveries }
            .Select(count => count.ToString("N0", CultureInfo.InvariantCulture)),
        counters.DeliveryRate.ToString("P2", CultureInfo.InvariantCulture),
    ];
}
