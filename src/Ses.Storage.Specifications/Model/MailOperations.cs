using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications.Model;

internal sealed record Accept(int Recipients, int Kind, int Key, int Rejected) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var message = run.Mail.Message(run.Now) with
        {
            Account = Kind % 5 == 0 ? ModelRun.Accounts[1] : ModelRun.Accounts[0],
            Stream = Kind % 2 == 0 ? MailStream.Transactional : MailStream.Marketing,
            SenderDomain = ModelRun.Pick(ModelRun.Domains, Kind),
            Template = Kind % 3 == 0 ? null : new(Kind % 3),
        };
        var rows = Enumerable.Range(Recipients, 1 + (Kind % 4)).Select(ModelRun.Recipient).DistinctBy(address => address.NormalForm).Select((address, i) => i < Rejected - 8
            ? run.Mail.Rejected(message, address, run.Now)
            : run.Mail.Delivery(message, address, run.Now) with { DueAt = run.Now.AddSeconds(Rejected % 6 == 5 ? 2 : 0) }).ToList();
        // Every other letter has one of two keys, with one of two requests.
        var letter = new Acceptance(message, rows, Key % 2 == 0 ? new($"key {Key / 10}", (UInt128)(Rejected % 2), run.Now.AddHours(24)) : null);
        run.Letters.Add(letter);
        run.Messages.Add(message.Id);
        run.Deliveries.AddRange(rows);
        return await run.Storage.Ledger.AcceptAsync(letter, run.Now, run.Token);
    }
}

internal sealed record AcceptAgain(int Letter) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) =>
        run.Letters.Count == 0 ? null : await run.Storage.Ledger.AcceptAsync(ModelRun.Pick(run.Letters, Letter), run.Now, run.Token);
}

internal sealed record Claim(int Node, int Limit, int FirstLane, int Lanes) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (run.Nodes.Count == 0)
            await new Join().RunAsync(run);
        var due = (await run.Storage.Queue.ListDueLanesAsync(run.Now, 1_000, run.Token)).Lanes.Select(lane => lane.Lane).Order().ToList();
        var lanes = due.Take(1 + Lanes).Select((_, i) => new LaneClaim(ModelRun.Pick(due, FirstLane + i), 1 + (Limit % 4))).ToList();
        var epoch = run.Node(Node);
        var claimed = run.Named(await run.Storage.Queue.ClaimAsync(epoch, lanes, run.Now, run.Token)).ToList();
        run.Claims.AddRange(claimed.Select(row => (epoch, row)));
        return claimed;
    }
}

internal sealed record ListLanes : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var due = await run.Storage.Queue.ListDueLanesAsync(run.Now, 1_000, run.Token);
        var isSorted = due.Lanes.SequenceEqual(due.Lanes.OrderBy(lane => lane.Lane.Stream).ThenBy(lane => lane.DueAt));
        return (isSorted, due.Lanes.OrderBy(lane => lane.Lane).ToList(), due.Lanes.Count == 0 ? due.NextDueAt : null);
    }
}

internal sealed record Release(int Node, int First, int Count, int Seconds) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var releases = Hands.Of(run, Node, First, Count).Select(row => new ClaimRelease(row.Id, run.Now.AddSeconds(Seconds))).ToList();
        await run.Storage.Queue.ReleaseAsync(run.Node(Node), releases, run.Token);
        return run.Named(await run.Storage.Queue.ListOwnedAsync(run.Node(Node), run.Token)).ToList();
    }
}

internal sealed record Settle(int Node, int First, int Count, int Decision) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var outcomes = Hands.Of(run, Node, First, Count).Select((row, i) => new DeliveryOutcome(
            row,
            DecisionOf(Decision + i, run.Now),
            i % 4 == 3 ? null : new(run.Now, TimeSpan.FromMilliseconds(i), "mx.example.net:25", null, new(550 + i, i % 2 == 0 ? "5.1.1" : null, "ответ 🚫")),
            row.ChargedDay is null && Decision % 5 > 0 ? run.Today : null,
            run.Now)).ToList();
        var result = await run.Storage.Ledger.SettleAsync(run.Node(Node), outcomes, new(), run.Now, run.Token);
        return result.Lost.Order().ToList();
    }

    private static DeliveryDecision DecisionOf(int number, DateTimeOffset now) => (number % 12) switch
    {
        0 or 1 or 2 => new DeliveryDecision.Delivered(),
        3 => new DeliveryDecision.RetryAt(now.AddSeconds(number)),
        4 => new DeliveryDecision.RetryAt(now, Uncertain: true),
        5 => new DeliveryDecision.Bounced(BounceClass.InvalidAddress),
        6 => new DeliveryDecision.Bounced(BounceClass.Spam),
        7 => new DeliveryDecision.Bounced(BounceClass.MailboxFull),
        8 => new DeliveryDecision.Dropped(),
        9 => new DeliveryDecision.Expired(),
        10 => new DeliveryDecision.Held(),
        _ => new DeliveryDecision.Parked(),
    };
}

internal sealed record RecordFacts(int Delivery, int Kind, int Source, int Count) : ModelOperation
{
    private static readonly FactKind[] Kinds = [FactKind.Opened, FactKind.Opened, FactKind.Clicked, FactKind.Unsubscribed, FactKind.Complained, FactKind.Bounced];

    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (run.Deliveries.Count == 0)
            return null;
        var facts = Enumerable.Range(0, 1 + (Count % 4)).Select(i =>
        {
            var kind = ModelRun.Pick(Kinds, Kind + i);
            var bounce = kind == FactKind.Bounced ? (BounceClass)(Source % 4) : (BounceClass?)null;
            return new LateFact(ModelRun.Pick(run.Deliveries, Delivery + (i / 2)).Id, kind, run.Now, $"source {(Source + i) % 5}", bounce, (Source + i) % 3 == 0, "подробность");
        }).ToList();
        return await run.Storage.Ledger.RecordAsync(facts, new(), run.Now, run.Token);
    }
}

internal sealed record CountRecent(int First, int Minutes) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var hashes = Enumerable.Range(First, 8).Select(number => AddressHash.Of(ModelRun.Recipient(number))).ToList();
        return await run.Storage.Ledger.CountRecentAsync(ModelRun.Accounts[0], SampleMail.Sender, hashes, run.Now.AddMinutes(-Minutes * 10), run.Token);
    }
}

/// <summary>What a node believes to have in its hands: claims of its own, some of them long settled, lost or another's.</summary>
internal static class Hands
{
    public static IReadOnlyList<MailDelivery> Of(ModelRun run, int node, int first, int count)
    {
        var epoch = run.Node(node);
        var own = run.Claims.Where(claim => node % 6 == 5 || claim.Epoch == epoch).Select(claim => claim.Delivery).Reverse().ToList();
        return [.. own.Take(1 + count).Select((_, i) => ModelRun.Pick(own, first + i))];
    }
}
