using System.Collections.Concurrent;
using Ses.Callbacks;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Tests;

/// <summary>
/// What the store asks of its database while mail goes through it is asked again as EXPLAIN, with the same values: nothing reads a whole table that grows.
/// </summary>
public abstract class PlanSpecification
{
    private const int Letters = 40;
    private const int RecipientsOfALetter = 100;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 7, 31, TimeSpan.Zero);
    private static readonly SettlementRules Rules = new();

    private readonly ConcurrentDictionary<string, SqlQuery> _asked = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_statement_that_mail_goes_through_reads_a_whole_table()
    {
        await using var storage = await OpenAsync();
        await FillAsync(storage);
        await AnalyzeAsync();
        storage.Store.Dialect.Observer = query => _asked.TryAdd(query.Text, query);
        await LiveAsync(storage);
        storage.Store.Dialect.Observer = null;

        var bad = new List<string>();
        foreach (var (text, query) in _asked)
            bad.AddRange((await FindScansAsync(query)).Select(scan => $"{scan}\n    {text.ReplaceLineEndings(" ")}"));
        Assert.True(bad.Count == 0, string.Join("\n", bad));
        Assert.InRange(_asked.Count, 60, 400);
    }

    private protected abstract ValueTask<SqlStorage> OpenAsync();

    /// <summary>Lets the database learn what is in its tables.</summary>
    protected abstract Task AnalyzeAsync();

    /// <summary>The parts of a statement's plan that read all of a table.</summary>
    private protected abstract Task<IReadOnlyList<string>> FindScansAsync(SqlQuery query);

    private static async Task FillAsync(SqlStorage storage)
    {
        var mail = new SampleLetters(await storage.Nodes.ReserveEpochAsync(Token));
        for (var i = 0; i < Letters; i++)
            await storage.Ledger.AcceptAsync(mail.Letter(Now.AddSeconds(i - 100), RecipientsOfALetter, $"day{i % 7}"), Now, Token);
        for (var i = 0; i < 20; i++)
            await storage.Ledger.AcceptAsync(mail.Letter(Now.AddDays(-1).AddSeconds(i), 20, "yesterday"), Now, Token);
        for (var i = 0; i < 50; i++)
            await storage.Callbacks.AddAsync(new() { Account = default, Sender = i == 0 ? null : EmailAddress.Parse($"s{i}@shop.example"), Url = "https://hooks.example/", Events = CallbackEvents.All, Keys = [], CreatedAt = Now }, Token);
        var group = await storage.Recipients.AddAsync(new(default, default, "readers", "readers", 0, Now), Token);
        await storage.Recipients.AddMembersAsync(new(default, group!.Id, [.. Enumerable.Range(0, 3_000).Select(i => new GroupMember(EmailAddress.Parse($"m{i}@example.net"), null))], long.MaxValue, null), Token);
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => storage.MtaStsPolicies.PutAsync(Policy(i), Token).AsTask()));
        await storage.Blocklists.PutAsync([.. Enumerable.Range(0, 3_000).Select(i => new BlockEntry(default, EmailAddress.Parse($"b{i}@example.net"), BlockReason.Custom, null, Now, null, null))], Token);
    }

    private static StoredMtaStsPolicy Policy(int number) =>
        new(DomainName.Parse($"d{number}.example"), new("1", MtaStsMode.Enforce, ["mx.example"], TimeSpan.FromDays(7)), Now.AddSeconds(number), Now, Now.AddDays(1).AddSeconds(number));

    private static async Task LiveAsync(SqlStorage storage)
    {
        var mail = new SampleLetters(await storage.Nodes.ReserveEpochAsync(Token));
        var epoch = (await storage.Nodes.JoinAsync("node", TimeSpan.FromSeconds(30), Now, Token)).Epoch;
        await storage.Nodes.RenewAsync(epoch, TimeSpan.FromSeconds(30), Now, Token);
        var letter = mail.Letter(Now, 60, "today") with { Idempotency = new("key", 1, Now.AddDays(1)) };
        await storage.Ledger.AcceptAsync(letter, Now, Token);
        await storage.Ledger.AcceptAsync(mail.Letter(Now, 2, "today") with { Idempotency = new("key", 1, Now.AddDays(1)) }, Now, Token);
        var due = await storage.Queue.ListDueLanesAsync(Now, 100, Token);
        var claimed = await storage.Queue.ClaimAsync(epoch, [.. due.Lanes.Select(lane => new LaneClaim(lane.Lane, 10))], Now, Token);
        await storage.Queue.ListOwnedAsync(epoch, Token);
        await storage.Queue.ReleaseAsync(epoch, [.. claimed.Take(5).Select(row => new ClaimRelease(row.Id, Now.AddMinutes(1)))], Token);
        await SettleAsync(storage, epoch, claimed.Skip(5).Take(20), new DeliveryDecision.Delivered());
        await SettleAsync(storage, epoch, claimed.Skip(25).Take(5), new DeliveryDecision.RetryAt(Now.AddMinutes(5)));
        await SettleAsync(storage, epoch, claimed.Skip(30).Take(5), new DeliveryDecision.Bounced(BounceClass.InvalidAddress));
        await storage.Ledger.RecordAsync([.. claimed.Skip(5).Take(5).Select(row => new LateFact(row.Id, FactKind.Unsubscribed, Now, "1"))], Rules, Now, Token);
        await TellAsync(storage);
        await storage.Nodes.LeaveAsync(epoch, Now, Token);
        await storage.Nodes.TakeOverAsync(100, Rules, Now, Token);
        await ExpandAsync(storage, mail);
        await LookAsync(storage, letter);
        await storage.MtaStsPolicies.PutAsync(Policy(7), Token);
        await storage.MtaStsPolicies.FindAsync(DomainName.Parse("d7.example"), Token);
        await storage.MtaStsPolicies.ListDueAsync(Now, 20, Token);
        await storage.Retention.ExpireAsync(100, Now, Token);
        await storage.Retention.SweepAsync(new(Cohort.Of(Now.AddDays(-3)), Now.AddDays(-3), Now.AddDays(-3)), 100, Now, Token);
    }

    // Everything that happens in this test is told, and what is told goes through all that can become of it.
    private static async Task TellAsync(SqlStorage storage)
    {
        var queue = storage.CallbackQueue;
        await queue.ListDueAsync(Now, 10, Token);
        var claimed = await queue.ClaimAsync([new(new(1), 10), new(new(2), 10)], Now.AddMinutes(1), Now, Token);
        Assert.NotEmpty(claimed);
        var outcomes = claimed.Select((callback, i) => new CallbackOutcome(
            callback,
            new() { Endpoint = callback.Due.Endpoint, Delivery = callback.Due.Fact.Delivery, Sequence = callback.Due.Fact.Sequence, Number = 1, At = Now, Result = i % 2 == 0 ? CallbackResult.GivenUp : CallbackResult.PutOff },
            i % 2 == 0 ? null : Now.AddMinutes(5))).ToList();
        await queue.FinishAsync(outcomes, 3, Now, Token);
        await queue.ListAttemptsAsync(new(1), PageRequest.First, Token);
        await queue.SweepAsync(new(Now.AddDays(-3), Now.AddDays(-30)), 100, 3, Now, Token);
        await storage.Callbacks.ListAsync(default, PageRequest.First, Token);
        await storage.Callbacks.ListAsync(default, new("a"), Token);
        await storage.Callbacks.FindAsync(default, null, Token);
    }

    private static async Task ExpandAsync(SqlStorage storage, SampleLetters mail)
    {
        var added = await storage.Tasks.AddAsync(SampleLetters.Task(Now), Token);
        var run = mail.Letter(Now, 50, "task") is var slice ? slice.Message with { Task = added.Id } : null!;
        await storage.Tasks.UpdateAsync(added with { Run = run.Id, Cursor = "0", Requests = 50, State = SendingTasks.TaskState.Sending }, run, Token);
        var deliveries = slice.Deliveries.Select(row => row with { Axes = row.Axes with { Task = added.Id } }).ToList();
        Assert.True((await storage.Ledger.ExpandAsync(new(default, added.Id, run.Id, "0", null, deliveries), Now, Token)).Moved);
        await storage.Tasks.ListDueAsync(Now, 10, Token);
        await storage.Tasks.CountWaitingAsync(default, added.SenderDomain, Token);
        await storage.Recipients.ReadMembersAsync(default, new(1), 100, 50, Token);
        await storage.Recipients.AddMembersAsync(new(default, new(1), [new(EmailAddress.Parse("m7@example.net"), null), new(EmailAddress.Parse("new@example.net"), null)], long.MaxValue, new("key", 1, 2, "{}", false)), Token);
        await storage.Recipients.RemoveMemberAsync(default, new(1), AddressHash.Of(EmailAddress.Parse("m9@example.net")), Token);
    }

    private static async Task LookAsync(SqlStorage storage, Acceptance letter)
    {
        var hashes = letter.Deliveries.Select(row => row.RecipientHash).ToList();
        await storage.Ledger.FindMessageAsync(letter.Message.Id, Token);
        await storage.Ledger.ListDeliveriesAsync(letter.Message.Id, letter.Deliveries[3].Id, 10, Token);
        await storage.Ledger.ListFactsAsync(letter.Message.Id, letter.Deliveries[0].Id, Token);
        await storage.MailLog.FindDeliveryAsync(letter.Message.Id, hashes[3], Token);
        await storage.MailLog.FindPlaceAsync(letter.Deliveries[0].Lane, Now, letter.Deliveries[0].Id, 1_000, Token);
        await storage.MailLog.MeasureAsync(Now, 1_000, Token);
        await storage.Nodes.ListAsync(Token);
        await storage.Pace.ReadAsync(["site:example.net", "domain:example.net"], Token);
        await storage.Ledger.CountRecentAsync(default, letter.Message.Recipe.From.Address, hashes, Now.AddHours(-1), Token);
        await storage.Blocklists.CheckAsync(default, letter.Message.SenderDomain, hashes, Now, Token);
        await storage.Blocklists.ListAsync(default, BlockReason.Custom, PageRequest.First, Token);
        await storage.Pace.ReserveAsync([new("site:example.net", TimeSpan.FromMilliseconds(10), 5, TimeSpan.FromSeconds(1))], Now, Token);
        await storage.Quotas.GetUsageAsync(default, letter.Message.SenderDomain, DateOnly.FromDateTime(Now.UtcDateTime), Now, Token);
        foreach (var axis in Enum.GetValues<Statistics.StatisticsAxis>())
            await storage.Statistics.ReadAsync(default, axis, new() { From = Now.AddDays(-30), To = Now }, Token);
        await storage.Statistics.ReadAsync(default, Statistics.StatisticsAxis.RecipientDomain, new() { From = Now.Date.AddDays(-1), To = Now.Date.AddDays(1), Top = 3 }, Token);
        await storage.Statistics.ReadAsync(default, Statistics.StatisticsAxis.Template, new() { From = Now.Date.AddDays(-30) }, Token);
    }

    private static async Task SettleAsync(SqlStorage storage, NodeEpoch epoch, IEnumerable<MailDelivery> rows, DeliveryDecision decision) => await storage.Ledger.SettleAsync(
        epoch,
        [.. rows.Select(row => new DeliveryOutcome(row, decision, new(Now, TimeSpan.Zero, null, null, new(250, null, "ok")) { Transcript = "> QUIT" }, DateOnly.FromDateTime(Now.UtcDateTime), Now))],
        Rules,
        Now,
        Token);
}
