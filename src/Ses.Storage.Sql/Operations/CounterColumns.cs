using Ses.Ledger;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>The counters as columns, in one order for all statements.</summary>
internal static class CounterColumns
{
    /// <summary>Each counter's column.</summary>
    public static IReadOnlyList<(string Name, Func<CounterSet, long> Get)> All { get; } =
    [
        ("requests", counters => counters.Requests),
        ("rejected", counters => counters.Rejected),
        ("sends", counters => counters.Sends),
        ("deliveries", counters => counters.Deliveries),
        ("invalid_addresses", counters => counters.InvalidAddresses),
        ("bounces_spam", counters => counters.BouncesSpam),
        ("bounces_other", counters => counters.BouncesOther),
        ("opens", counters => counters.Opens),
        ("clicks", counters => counters.Clicks),
        ("machine_opens", counters => counters.MachineOpens),
        ("machine_clicks", counters => counters.MachineClicks),
        ("unsubscriptions", counters => counters.Unsubscriptions),
        ("spam_complaints", counters => counters.SpamComplaints),
    ];

    /// <summary>Sums of all, for a SELECT.</summary>
    public static string Sums { get; } = string.Join(", ", All.Select(column => $"CAST(SUM({column.Name}) AS bigint)"));

    /// <summary>Reads them in their order.</summary>
    public static CounterSet Read(SqlRow row) => new()
    {
        Requests = row.Long(),
        Rejected = row.Long(),
        Sends = row.Long(),
        Deliveries = row.Long(),
        InvalidAddresses = row.Long(),
        BouncesSpam = row.Long(),
        BouncesOther = row.Long(),
        Opens = row.Long(),
        Clicks = row.Long(),
        MachineOpens = row.Long(),
        MachineClicks = row.Long(),
        Unsubscriptions = row.Long(),
        SpamComplaints = row.Long(),
    };

    /// <summary>Adds the counters' columns to those of a key.</summary>
    public static RowSet<T> With<T>(RowSet<T> key, Func<T, CounterSet> counters)
    {
        foreach (var (name, get) in All)
            key.Long(name, row => get(counters(row)));
        return key;
    }

    /// <summary>An upsert that adds.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">Its key's columns but the shard, which is last.</param>
    public static string Upsert(string table, string key) => Upsert(table, key, "", "", "");

    /// <summary>The same, which keeps the requests' <see cref="Magnitude"/> up to date.</summary>
    public static string UpsertRanked(string table, string key) =>
        Upsert(table, key, ", magnitude", $", {Magnitude.Of("requests")}", $", magnitude = {Magnitude.Of("(t.requests + excluded.requests)")}");

    private static string Upsert(string table, string key, string moreColumns, string moreValues, string moreChanges)
    {
        var names = string.Join(", ", All.Select(column => column.Name));
        var sums = string.Join(", ", All.Select(column => $"{column.Name} = t.{column.Name} + excluded.{column.Name}"));
        return $$"""
            INSERT INTO {{table}} AS t ({{key}}, shard, {{names}}{{moreColumns}}) SELECT {{key}}, @shard, {{names}}{{moreValues}} FROM {rows} WHERE true /*pg ORDER BY {{key}}*/
            ON CONFLICT ({{key}}, shard) DO UPDATE SET {{sums}}{{moreChanges}}
            """;
    }
}
