using Ses.Delivery;
using Ses.Ledger;
using Ses.Warmup;

namespace Ses.Storage.Specifications.Model;

internal sealed record TimePasses(int How) : ModelOperation
{
    private static readonly TimeSpan[] Spans =
    [
        TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(20), TimeSpan.FromHours(26),
    ];

    public override ValueTask<object?> RunAsync(ModelRun run)
    {
        run.Now += ModelRun.Pick(Spans, How);
        return new((object?)null);
    }
}

internal sealed record Join : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var lease = await run.Storage.Nodes.JoinAsync("node", TimeSpan.FromSeconds(30), run.Now, run.Token);
        var isNew = !run.Nodes.Contains(lease.Epoch);
        run.Nodes.Add(lease.Epoch);
        return (isNew, lease.ExpiresAt);
    }
}

internal sealed record Renew(int Node) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) =>
        (await run.Storage.Nodes.RenewAsync(run.Node(Node), TimeSpan.FromSeconds(30), run.Now, run.Token))?.ExpiresAt;
}

internal sealed record Leave(int Node) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        await run.Storage.Nodes.LeaveAsync(run.Node(Node), run.Now, run.Token);
        return null;
    }
}

internal sealed record TakeOver(int Max, bool Holds) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var rules = Holds ? new SettlementRules { HoldUncertain = new HashSet<MailStream> { MailStream.Marketing } } : new();
        return await run.Storage.Nodes.TakeOverAsync(1 + Max, rules, run.Now, run.Token);
    }
}

internal sealed record ExpireAside(int Max) : ModelOperation
{
    // Two days ahead, or too few sequences would grow old enough.
    public override async ValueTask<object?> RunAsync(ModelRun run) => await run.Storage.Retention.ExpireAsync(1 + Max, run.Now + TimeSpan.FromDays(2), run.Token);
}

internal sealed record TakeQuota(int Node, int Domain, int Want, int Limit) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var request = new QuotaRequest(ModelRun.Accounts[0], ModelRun.Pick(ModelRun.Domains, Domain), run.Today, run.Node(Node), 1 + Want, Limit * 3);
        return (await run.Storage.Quotas.TakeAsync(request, run.Now, run.Token), await run.Storage.Quotas.GetUsageAsync(request.Account, request.SenderDomain, request.Day, run.Now, run.Token));
    }
}

internal sealed record ReservePace(int Key, int Count, int Interval, int Horizon) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var wish = new PaceRequest($"site {Key % 3}", TimeSpan.FromMilliseconds(40 * (1 + Interval)), Count, TimeSpan.FromMilliseconds(100 * Horizon));
        return await run.Storage.Pace.ReserveAsync([wish, wish with { Count = 1 }], run.Now, run.Token);
    }
}
