using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Storage.Specifications.Model;

/// <summary>The last operation of every sequence, and now and then one in the middle: all that the rooms can be asked for.</summary>
internal sealed record ReadEverything : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var all = new List<object?>();
        await ReadMailAsync(run, all);
        await Endpoints.ReadAsync(run, all);
        foreach (var account in ModelRun.Accounts)
        {
            await ReadCountersAsync(run, account, all);
            await ReadCatalogsAsync(run, account, all);
            await ReadBlocklistsAsync(run, account, all);
        }

        return all;
    }

    private static async Task ReadMailAsync(ModelRun run, List<object?> all)
    {
        foreach (var message in run.Messages)
        {
            all.Add(await run.Storage.Ledger.FindMessageAsync(message, run.Token));
            var rows = await run.Storage.Ledger.ListDeliveriesAsync(message, null, int.MaxValue, run.Token);
            all.Add(run.Named(rows).ToList());
            foreach (var row in rows)
            {
                all.Add(await run.Storage.Ledger.ListFactsAsync(message, row.Id, run.Token));
                all.Add(await run.Storage.MailLog.FindDeliveryAsync(message, row.RecipientHash, run.Token) is { } found ? run.Named([found]).ToList() : null);
                all.Add((await run.Storage.MailLog.FindPlaceAsync(row.Lane, row.DueAt, row.Id, 3, run.Token)).Before);
            }
        }

        all.Add(await run.Storage.MailLog.MeasureAsync(run.Now, 5, run.Token));
        foreach (var (account, task) in run.Tasks)
            all.Add(await run.Storage.Tasks.FindAsync(account, task, run.Token));
        foreach (var node in run.Nodes)
            all.Add(run.Named(await run.Storage.Queue.ListOwnedAsync(node, run.Token)).ToList());
        all.Add(await new ListLanes().RunAsync(run));
        all.Add(await new ListDueTasks().RunAsync(run));
    }

    private static async Task ReadCountersAsync(ModelRun run, AccountId account, List<object?> all)
    {
        StatisticsQuery[] queries = [new(), new() { From = run.Now.AddHours(-1) }, new() { SenderDomain = ModelRun.Domains[0].Value }, new() { Stream = MailStream.Marketing }, new() { Task = new(1) }, new() { Template = new(1) }];
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
        {
            foreach (var query in queries.Take(axis == StatisticsAxis.RecipientDomain ? 3 : queries.Length))
                all.Add(await run.Storage.Statistics.ReadAsync(account, axis, query, run.Token));
        }

        all.Add(await run.Storage.Statistics.ReadAsync(account, StatisticsAxis.Day, new() { RecipientDomain = "example.net" }, run.Token));
        foreach (var domain in ModelRun.Domains)
        {
            all.Add(await run.Storage.Tasks.CountWaitingAsync(account, domain, run.Token));
            for (var day = -2; day <= 0; day++)
                all.Add(await run.Storage.Quotas.GetUsageAsync(account, domain, run.Today.AddDays(day), run.Now, run.Token));
        }
    }

    private static async Task ReadCatalogsAsync(ModelRun run, AccountId account, List<object?> all)
    {
        all.Add(await run.Storage.Domains.ListAsync(account, "o", new(Size: 2), run.Token));
        all.Add(await run.Storage.Addresses.ListAsync(account, null, new(Size: 1_000), run.Token));
        all.Add(await run.Storage.Templates.ListAsync(account, "ПРИВЕТ", PageRequest.First, run.Token));
        all.Add(await run.Storage.Templates.ListAsync(account, null, new(Size: 1), run.Token));
        all.Add(await run.Storage.Tasks.ListAsync(account, null, new(Size: 1_000), run.Token));
        for (var id = 1; id <= 4; id++)
        {
            all.Add(await run.Storage.Templates.FindVersionAsync(account, new(new(id), 1), run.Token));
            all.Add(await run.Storage.Templates.FindVersionAsync(account, new(new(id), 2), run.Token));
            all.Add(await run.Storage.Recipients.ReadMembersAsync(account, new(id), 0, 1_000, run.Token));
            all.Add(await run.Storage.Recipients.FindImportAsync(account, new(id), "file 1", run.Token));
        }

        all.Add(await run.Storage.Recipients.ListAsync(account, "_", PageRequest.First, run.Token));
        all.Add(await run.Storage.Recipients.ListAsync(account, null, PageRequest.First, run.Token));
        var due = await run.Storage.Domains.ListDueAsync(run.Now, 1_000, run.Token);
        all.Add((due.Domains.OrderBy(domain => (domain.NextCheckAt, domain.Account, domain.Name)).ToList(), due.NextDueAt));
    }

    // Entries of one moment may come in any order, and of two of one gravity any may be named.
    private static async Task ReadBlocklistsAsync(ModelRun run, AccountId account, List<object?> all)
    {
        foreach (var reason in Enum.GetValues<BlockReason>())
        {
            var page = await run.Storage.Blocklists.ListAsync(account, reason, new(Size: 1_000), run.Token);
            all.Add((page.Items.Select(Shown.Of).Order(StringComparer.Ordinal).ToList(), page.Total));
        }

        var recipients = Enumerable.Range(0, 14).Select(number => AddressHash.Of(ModelRun.Recipient(number))).ToList();
        foreach (var domain in ModelRun.Domains)
        {
            var blocked = await run.Storage.Blocklists.CheckAsync(account, domain, recipients, run.Now, run.Token);
            all.Add(blocked.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value.Reason)).ToList());
        }
    }
}
