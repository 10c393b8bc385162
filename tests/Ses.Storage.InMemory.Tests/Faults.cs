using Ses.Blocklists;
using Ses.Delivery;
using Ses.Domains;
using Ses.Ledger;
using Ses.MailLog;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Retention;
using Ses.Scheduling;
using Ses.SendingTasks;
using Ses.Statistics;
using Ses.Storage.Specifications;
using Ses.Templates;
using Ses.Warmup;

namespace Ses.Storage.InMemory.Tests;

/// <summary>Mistakes that providers make, each with the suite that must find it.</summary>
internal static class Faults
{
    private static readonly DateTimeOffset LongAgo = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static int _number;

    public static IReadOnlyList<Fault> All { get; } =
    [
        Fault.Before<IMailLedger, MailLedgerSpecification>("AcceptAsync", "keys are forgotten", args => args[0] = (Acceptance)args[0]! with { Idempotency = null }),
        Fault.Before<IMailLedger, MailLedgerSpecification>("AcceptAsync", "keys never expire", args => args[1] = LongAgo),
        Fault.Before<IMailLedger, MailLedgerSpecification>("AcceptAsync", "keys are compared without case", args =>
            args[0] = args[0] is Acceptance { Idempotency: { } key } letter ? letter with { Idempotency = key with { Key = key.Key.ToUpperInvariant() } } : args[0]),
        Fault.After<IMailLedger, MailLedgerSpecification, MailMessage?>("FindMessageAsync", "attachments are lost", message =>
            message is null ? null : message with { Recipe = message.Recipe with { Attachments = [] } }),
        Fault.After<IMailLedger, MailLedgerSpecification, MailMessage?>("FindMessageAsync", "moments are kept to the microsecond", message =>
            message is null ? null : message with { AcceptedAt = message.AcceptedAt.AddTicks(-(message.AcceptedAt.Ticks % 10)) }),
        Fault.After<IMailLedger, MailLedgerSpecification, IReadOnlyList<MailDelivery>>("ListDeliveriesAsync", "recipients are kept in lower case", rows =>
            [.. rows.Select(row => row with { Recipient = EmailAddress.Parse(row.Recipient.NormalForm) })]),
        Fault.After<IMailLedger, MailLedgerSpecification, IReadOnlyList<MailDelivery>>("ListDeliveriesAsync", "an empty name is none", rows =>
            [.. rows.Select(row => row with { RecipientName = string.IsNullOrEmpty(row.RecipientName) ? null : row.RecipientName })]),
        Fault.Before<IMailLedger, MailLedgerSpecification>("ListDeliveriesAsync", "the second page is the first", args => args[1] = null),
        new("any cursor moves a task", typeof(MailLedgerSpecification), typeof(IMailLedger), "ExpandAsync", (storage, args, call) =>
        {
            var slice = (ExpansionSlice)args[0]!;
            args[0] = slice with { From = storage.Tasks.FindAsync(slice.Account, slice.Task, default).Result?.Cursor ?? slice.From };
            return call();
        }),
        Fault.Before<IMailLedger, MailLedgerSpecification>("SettleAsync", "a node settles after its lease ran out", args => args[3] = LongAgo),
        Fault.Before<IMailLedger, MailLedgerSpecification>("SettleAsync", "the last outcome is forgotten", args => args[1] = ((IReadOnlyList<DeliveryOutcome>)args[1]!).SkipLast(1).ToList()),
        new("who settles is not looked at", typeof(MailLedgerSpecification), typeof(IMailLedger), "SettleAsync", (storage, args, call) =>
        {
            var first = args[1] is IReadOnlyList<DeliveryOutcome> { Count: > 0 } outcomes ? outcomes[0].Delivery : null;
            var row = first is null ? null : storage.Ledger.ListDeliveriesAsync(first.Message, null, int.MaxValue, default).Result.FirstOrDefault(row => row.Id == first.Id);
            args[0] = row is null || row.Owner == NodeEpoch.None ? args[0] : row.Owner;
            return call();
        }),
        new("a poisoned outcome is left out and the rest is stored", typeof(MailLedgerSpecification), typeof(IMailLedger), "SettleAsync", (_, args, call) =>
        {
            args[1] = ((IReadOnlyList<DeliveryOutcome>)args[1]!).Where(outcome => outcome.Decision is not null).ToList();
            return call();
        }),
        Fault.After<IMailLedger, MailLedgerSpecification, SettleResult>("SettleAsync", "what is lost is not said", _ => new([])),
        Fault.Before<IMailLedger, MailLedgerSpecification>("RecordAsync", "a fact counts as often as it comes", args =>
            args[0] = ((IReadOnlyList<LateFact>)args[0]!).Select(fact => fact with { SourceId = $"{fact.SourceId} {Interlocked.Increment(ref _number)}" }).ToList()),
        Fault.After<IMailLedger, MailLedgerSpecification, IReadOnlyList<MailFact>>("ListFactsAsync", "facts come in no order", facts => [.. facts.Reverse()]),
        Fault.After<IMailLedger, MailLedgerSpecification, IReadOnlyList<MailFact>>("ListFactsAsync", "facts come without their attempts", facts => [.. facts.Select(fact => fact with { Attempt = null })]),
        Fault.Before<IMailLedger, MailLedgerSpecification>("CountRecentAsync", "recent is always", args => args[3] = LongAgo),
        Fault.After<IMailLogStore, MailLogStoreSpecification, QueuePlace>("FindPlaceAsync", "a deferred lane is looked at all the same", place => place with { LookAt = place.LookAt is null ? null : LongAgo }),
        Fault.Before<IMailLogStore, MailLogStoreSpecification>("FindPlaceAsync", "the whole lane comes before", args => args[1] = DateTimeOffset.MaxValue),
        Fault.Before<IMailLogStore, MailLogStoreSpecification>("MeasureAsync", "what is not due counts as backlog", args => args[0] = DateTimeOffset.MaxValue),
        Fault.Before<IRetentionStore, RetentionStoreSpecification>("SweepAsync", "transcripts are kept with their facts", args => args[0] = (RetentionLimits)args[0]! with { Transcripts = LongAgo }),
        Fault.After<IDeliveryQueue, DeliveryQueueSpecification, DueLanes>("ListDueLanesAsync", "the longest waiting lane is first, whatever its stream", due =>
            due with { Lanes = [.. due.Lanes.OrderBy(lane => lane.DueAt)] }),
        Fault.Before<IDeliveryQueue, DeliveryQueueSpecification>("ListDueLanesAsync", "the limit of lanes is not kept", args => args[1] = int.MaxValue),
        Fault.After<IDeliveryQueue, DeliveryQueueSpecification, DueLanes>("ListDueLanesAsync", "nothing is ever next", due => due with { NextDueAt = null }),
        Fault.Before<IDeliveryQueue, DeliveryQueueSpecification>("ClaimAsync", "a lane's limit is not kept", args =>
            args[1] = ((IReadOnlyList<LaneClaim>)args[1]!).Select(claim => claim with { Limit = 1_000 }).ToList()),
        Fault.Before<IDeliveryQueue, DeliveryQueueSpecification>("ReleaseAsync", "a release is due at once", args =>
            args[1] = ((IReadOnlyList<ClaimRelease>)args[1]!).Select(release => release with { DueAt = LongAgo }).ToList()),
        new("a claim is given to two", typeof(ManyNodesSpecification), typeof(IDeliveryQueue), "ClaimAsync", (storage, _, call) =>
        {
            var claimed = ((ValueTask<IReadOnlyList<MailDelivery>>)call()!).Result;
            if (claimed.Count > 0)
                storage.Queue.ReleaseAsync(claimed[0].Owner, [new(claimed[0].Id, claimed[0].DueAt)], default).AsTask().Wait();
            return new ValueTask<IReadOnlyList<MailDelivery>>(claimed);
        }),
        Fault.After<INodeLeases, NodeLeasesSpecification, NodeLease?>("RenewAsync", "every heartbeat is good", lease => lease ?? new(new(1), LongAgo, LongAgo)),
        Fault.Before<INodeLeases, NodeLeasesSpecification>("TakeOverAsync", "all is taken over at once", args => args[0] = int.MaxValue),
        Fault.Before<INodeLeases, NodeLeasesSpecification>("TakeOverAsync", "the living are taken over too", args => args[2] = ((DateTimeOffset)args[2]!).AddHours(1)),
        Fault.Before<INodeLeases, NodeLeasesSpecification>("TakeOverAsync", "uncertain mail is never held", args => args[1] = new SettlementRules()),
        Fault.After<INodeLeases, NodeLeasesSpecification, NodeEpoch>("ReserveEpochAsync", "epochs come again", _ => new(1)),
        Fault.Before<IQuotaStore, QuotaStoreSpecification>("TakeAsync", "one more than the limit", args => args[0] = (QuotaRequest)args[0]! with { Limit = ((QuotaRequest)args[0]!).Limit + 1 }),
        Fault.Before<IQuotaStore, QuotaStoreSpecification>("TakeAsync", "the dead take quota", args => args[1] = LongAgo),
        Fault.Before<IQuotaStore, QuotaStoreSpecification>("TakeAsync", "all days are one", args => args[0] = (QuotaRequest)args[0]! with { Day = new(2026, 3, 2) }),
        Fault.Before<IPaceStore, PaceStoreSpecification>("ReserveAsync", "each node has a pace of its own", args =>
            args[0] = ((IReadOnlyList<PaceRequest>)args[0]!).Select(wish => wish with { Key = $"{wish.Key} {Interlocked.Increment(ref _number)}" }).ToList()),
        Fault.Before<IPaceStore, PaceStoreSpecification>("ReserveAsync", "the horizon is not kept", args =>
            args[0] = ((IReadOnlyList<PaceRequest>)args[0]!).Select(wish => wish with { Horizon = TimeSpan.FromDays(1) }).ToList()),
        Fault.Before<IDomainStore, DomainStoreSpecification>("ListAsync", "pages are cut by number", args => args[2] = ((PageRequest)args[2]!) with { After = null }),
        Fault.After<IDomainStore, DomainStoreSpecification, Page<SenderDomain>>("ListAsync", "the total is the page's", page => page with { Total = page.Items.Count }),
        new("the last update wins", typeof(DomainStoreSpecification), typeof(IDomainStore), "UpdateAsync", (storage, args, call) =>
        {
            var domain = (SenderDomain)args[0]!;
            args[0] = domain with { Version = storage.Domains.FindAsync(domain.Account, domain.Name, default).Result?.Version ?? 0 };
            return call();
        }),
        Fault.Before<Ses.Addresses.IAddressStore, AddressStoreSpecification>("AddAsync", "a domain has no limit of addresses", args => args[1] = int.MaxValue),
        new("versions go with their template", typeof(TemplateStoreSpecification), typeof(ITemplateStore), "FindVersionAsync", (storage, args, call) =>
            storage.Templates.FindAsync((AccountId)args[0]!, ((TemplateVersionRef)args[1]!).Template, default).Result is null ? new ValueTask<MailTemplate?>((MailTemplate?)null) : call()),
        Fault.Before<ITemplateStore, TemplateStoreSpecification>("FindByNameAsync", "a name is found by its beginning", args => args[1] = ((string)args[1]!).TrimEnd()),
        Fault.Before<ITemplateStore, TemplateStoreSpecification>("ListAsync", "a search knows wildcards", args => args[1] = ((string?)args[1])?.Replace("%", "", StringComparison.Ordinal)),
        Fault.Before<IRecipientStore, RecipientStoreSpecification>("AddMembersAsync", "imports are not remembered", args => args[0] = (MemberSlice)args[0]! with { Import = null }),
        Fault.Before<IRecipientStore, RecipientStoreSpecification>("AddMembersAsync", "a group has no limit", args => args[0] = (MemberSlice)args[0]! with { MaxMembers = long.MaxValue }),
        Fault.Before<IRecipientStore, RecipientStoreSpecification>("ReadMembersAsync", "members are read from the beginning", args => args[2] = 0L),
        new("a stale task is stored", typeof(SendingTaskStoreSpecification), typeof(ISendingTaskStore), "UpdateAsync", (storage, args, call) =>
        {
            var task = (SendingTask)args[0]!;
            args[0] = task with { Version = storage.Tasks.FindAsync(task.Account, task.Id, default).Result?.Version ?? 0 };
            return call();
        }),
        Fault.Before<ISendingTaskStore, SendingTaskStoreSpecification>("UpdateAsync", "a run's message is not stored", args => args[1] = args[1] is null ? null : (MailMessage)args[1]! with { Id = new(1) }),
        Fault.Before<IBlocklistStore, BlocklistStoreSpecification>("CheckAsync", "entries never end", args => args[3] = LongAgo),
        Fault.Before<IBlocklistStore, BlocklistStoreSpecification>("CheckAsync", "entries are the first account's", args => args[0] = AccountId.Default),
        Fault.Before<IBlocklistStore, BlocklistStoreSpecification>("PutAsync", "an entry holds for every sender domain", args =>
            args[0] = ((IReadOnlyList<BlockEntry>)args[0]!).Select(entry => entry with { SenderDomain = null }).ToList()),
        Fault.Before<IStatisticsStore, StatisticsStoreSpecification>("ReadAsync", "the stream is not looked at", args => args[2] = (StatisticsQuery)args[2]! with { Stream = null }),
        Fault.Before<IStatisticsStore, StatisticsStoreSpecification>("ReadAsync", "the end is taken in", args => args[2] = (StatisticsQuery)args[2]! with { To = ((StatisticsQuery)args[2]!).To?.AddTicks(1) }),
        Fault.Before<IStatisticsStore, StatisticsStoreSpecification>("ReadAsync", "statistics are the first account's", args => args[0] = AccountId.Default),
    ];
}
