using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class LedgerRoom(Tables tables) : IMailLedger
{
    public ValueTask<AcceptResult> AcceptAsync(Acceptance acceptance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var message = acceptance.Message;
            if (tables.Messages.ContainsKey(message.Id))
                return new(new AcceptResult.Duplicate(message.Id));
            if (acceptance.Deliveries.DistinctBy(delivery => delivery.RecipientHash).Count() < acceptance.Deliveries.Count)
                throw new ArgumentException($"the message {message.Id} names a recipient twice; give each recipient one delivery", nameof(acceptance));
            if (acceptance.Idempotency is { } key)
            {
                if (tables.IdempotencyKeys.TryGetValue((message.Account, key.Key), out var seen) && seen.Key.ExpiresAt > now)
                    return new(seen.Key.RequestHash == key.RequestHash ? new AcceptResult.Duplicate(seen.Message) : new AcceptResult.KeyConflict());
                tables.IdempotencyKeys[(message.Account, key.Key)] = (key, message.Id);
            }

            tables.Messages.Add(message.Id, message);
            ChangeWriter.Write(tables, Settlement.Admit(acceptance.Deliveries), now);
            return new(new AcceptResult.Accepted());
        }
    }

    public ValueTask<MessageId?> FindAcceptedAsync(AccountId account, string key, UInt128 requestHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var isKnown = tables.IdempotencyKeys.TryGetValue((account, key), out var seen) && seen.Key.ExpiresAt > now && seen.Key.RequestHash == requestHash;
            return new(isKnown ? seen.Message : null);
        }
    }

    public ValueTask<ExpandResult> ExpandAsync(ExpansionSlice slice, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Tasks.TryGetValue((slice.Account, slice.Task), out var task) || task.Run != slice.Message || task.Cursor != slice.From)
                return new(new ExpandResult(false, 0, 0));
            var fresh = slice.Deliveries
                .Where(delivery => !tables.Deliveries.Has(slice.Message, delivery.RecipientHash))
                .DistinctBy(delivery => delivery.RecipientHash)
                .ToList();
            var repeated = slice.Deliveries.Count - fresh.Count;
            var expanded = task.Progress.Expanded + fresh.Count;
            tables.Tasks[(slice.Account, slice.Task)] = task with
            {
                Cursor = slice.To,
                // Members may have come or gone since the run began; behind its end, requests are what was expanded.
                Requests = slice.To is null ? expanded : Math.Max(expanded, task.Requests - repeated),
                Version = task.Version + 1,
            };
            ChangeWriter.Write(tables, Settlement.Admit(fresh), now);
            return new(new ExpandResult(true, fresh.Count, repeated));
        }
    }

    public ValueTask<SettleResult> SettleAsync(
        NodeEpoch epoch, IReadOnlyList<DeliveryOutcome> outcomes, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var isAlive = tables.Nodes.TryGetValue(epoch, out var node) && node.IsAlive(now);
            var survivors = new List<DeliveryOutcome>(outcomes.Count);
            var lost = new List<DeliveryId>();
            var seen = new HashSet<DeliveryId>(outcomes.Count);
            foreach (var outcome in outcomes)
            {
                var row = tables.Deliveries.Find(outcome.Delivery.Id);
                if (isAlive && row is not null && row.Owner == epoch && row.Attempts == outcome.Delivery.Attempts && seen.Add(row.Id))
                    survivors.Add(ReferenceEquals(row, outcome.Delivery) ? outcome : outcome with { Delivery = row });
                else
                    lost.Add(outcome.Delivery.Id);
            }

            ChangeWriter.Write(tables, Settlement.Apply(epoch, survivors, rules), now);
            return new(new SettleResult(lost));
        }
    }

    public ValueTask<int> RecordAsync(IReadOnlyList<LateFact> facts, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = new Dictionary<DeliveryId, MailDelivery>();
            var sources = new HashSet<(DeliveryId, string)>();
            var folded = new List<SettlementChanges>();
            foreach (var fact in facts)
            {
                var delivery = rows.GetValueOrDefault(fact.Delivery) ?? tables.Deliveries.Find(fact.Delivery);
                var source = (fact.Delivery, fact.SourceId);
                if (delivery is null || tables.FactSources.Contains(source) || !sources.Add(source))
                    continue;
                var changes = Settlement.Record(delivery, fact, rules);
                rows[fact.Delivery] = changes.Deliveries[0];
                folded.Add(changes);
            }

            // The fold may refuse a fact, so nothing is written before it has seen them all.
            foreach (var changes in folded)
                ChangeWriter.Write(tables, changes, now);
            tables.FactSources.UnionWith(sources);
            return new(folded.Count);
        }
    }

    public ValueTask<MailMessage?> FindMessageAsync(MessageId message, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Messages.GetValueOrDefault(message));
    }

    public ValueTask<MailDelivery?> FindDeliveryAsync(DeliveryId delivery, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Deliveries.Find(delivery));
    }

    public ValueTask<IReadOnlyList<MailDelivery>> ListDeliveriesAsync(MessageId message, DeliveryId? after, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var ids = tables.Deliveries.OfMessage(message).Order().Where(id => after is not { } last || id.CompareTo(last) > 0).Take(max);
            return new((IReadOnlyList<MailDelivery>)[.. ids.Select(id => tables.Deliveries.Find(id)!)]);
        }
    }

    public ValueTask<IReadOnlyDictionary<AddressHash, int>> CountRecentAsync(
        AccountId account, EmailAddress sender, IReadOnlyList<AddressHash> recipients, DateTimeOffset since, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var counts = new Dictionary<AddressHash, int>();
            foreach (var recipient in recipients.Distinct())
            {
                var count = tables.Deliveries.MessagesTo(recipient)
                    .Select(id => tables.Messages[id])
                    .Count(message => message.Account == account && message.Task is null && message.AcceptedAt >= since
                        && message.Recipe.From.Address.Equals(sender)
                        && tables.Deliveries.OfRecipient(message.Id, recipient).State != DeliveryState.Rejected);
                if (count > 0)
                    counts.Add(recipient, count);
            }

            return new(counts);
        }
    }

    public ValueTask<IReadOnlyList<MailFact>> ListFactsAsync(MessageId message, DeliveryId delivery, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Deliveries.Find(delivery)?.Message == message ? (IReadOnlyList<MailFact>)[.. tables.Facts.GetValueOrDefault(delivery) ?? []] : []);
    }
}
