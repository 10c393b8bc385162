using Ses.Domains;
using Ses.Domains.Internal;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>
/// What stands between a claim and an attempt, in this order: age, blocklist, task, sender domain, message; then <see cref="DispatchGates"/>. A delivery that is stopped is
/// settled (expired, dropped, bounced) or given back with the time at which it may come again.
/// </summary>
internal sealed class DeliveryGates(SesServices services, NodeSession session)
{
    private static readonly TimeSpan LostDomainPause = TimeSpan.FromMinutes(15);

    private readonly DispatchGates _dispatch = new(services, session);
    private readonly KnownDomains _domains = new(services.Storage.Domains, services.DkimKeys, services.Time);
    private readonly CanceledTasks _canceled = new(services.Storage.Tasks, services.Time);
    private readonly PreparedMessages _messages = new(services);

    public QuotaGate Quota => _dispatch.Quota;

    public SiteConditions Conditions => _dispatch.Conditions;

    public async ValueTask AdmitAsync(AdmissionRound round, Func<LineKey, int> waiting, CancellationToken cancellationToken)
    {
        foreach (var group in round.Claimed.GroupBy(delivery => (delivery.Axes.Account, delivery.Axes.SenderDomain, delivery.Axes.Stream)))
        {
            var (account, domain, stream) = group.Key;
            var open = await BlocklistGateAsync(round, account, domain, AgeGate(round, group), cancellationToken).ConfigureAwait(false);
            open = await TaskGateAsync(round, open, cancellationToken).ConfigureAwait(false);
            var sender = await _domains.FindAsync(account, domain, cancellationToken).ConfigureAwait(false);
            foreach (var stopped in sender?.Status == DomainStatus.Verified ? [] : open)
            {
                if (sender is null)
                    round.Settle(stopped, new DeliveryDecision.Dropped(), new(0, null, DropReasons.DomainDeleted(domain)));
                else
                    round.Release(stopped, session.Now + LostDomainPause);
            }

            if (sender?.Status != DomainStatus.Verified)
                continue;
            var prepared = await MessageGateAsync(round, open, sender, cancellationToken).ConfigureAwait(false);
            await _dispatch.AdmitAsync(round, prepared, sender.Level, stream, waiting, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<MailDelivery> AgeGate(AdmissionRound round, IEnumerable<MailDelivery> deliveries)
    {
        var now = session.Now;
        var young = new List<MailDelivery>(round.Claimed.Count);
        foreach (var delivery in deliveries)
        {
            if (delivery.ExpiresAt > now)
                young.Add(delivery);
            else
                round.Settle(delivery, new DeliveryDecision.Expired(), delivery.LastReply ?? new(0, null, "expired before its first attempt"));
        }

        return young;
    }

    private async ValueTask<List<MailDelivery>> BlocklistGateAsync(
        AdmissionRound round, AccountId account, DomainName domain, List<MailDelivery> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
            return deliveries;
        var hashes = deliveries.ConvertAll(delivery => delivery.RecipientHash);
        var blocked = await services.Storage.Blocklists.CheckAsync(account, domain, hashes, session.Now, cancellationToken).ConfigureAwait(false);
        if (blocked.Count == 0)
            return deliveries;
        var open = new List<MailDelivery>();
        foreach (var delivery in deliveries)
        {
            if (blocked.TryGetValue(delivery.RecipientHash, out var entry))
                round.Settle(delivery, new DeliveryDecision.Dropped(), new(0, null, DropReasons.Blocked(entry.Reason)));
            else
                open.Add(delivery);
        }

        return open;
    }

    private async ValueTask<List<MailDelivery>> TaskGateAsync(AdmissionRound round, List<MailDelivery> deliveries, CancellationToken cancellationToken)
    {
        var open = new List<MailDelivery>(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            if (await _canceled.ContainsAsync(delivery.Axes, cancellationToken).ConfigureAwait(false))
                round.Settle(delivery, new DeliveryDecision.Dropped(), new(0, null, DropReasons.TaskCanceled));
            else
                open.Add(delivery);
        }

        return open;
    }

    // What cannot be composed is set aside with its error, and holds up nobody else.
    private async ValueTask<List<PreparedDelivery>> MessageGateAsync(
        AdmissionRound round, List<MailDelivery> deliveries, SenderDomain sender, CancellationToken cancellationToken)
    {
        var prepared = new List<PreparedDelivery>(deliveries.Count);
        var keys = new SigningKeys(sender.Keys);
        foreach (var message in deliveries.GroupBy(delivery => (delivery.Message, Keys: keys.At(delivery.Axes.AcceptedAt))))
        {
            try
            {
                var preparation = await _messages.GetAsync(message.Key.Message, sender, message.Key.Keys, cancellationToken).ConfigureAwait(false);
                prepared.AddRange(message.Select(delivery => new PreparedDelivery(delivery, preparation)));
            }
            catch (SesException error) when (!error.IsTransient)
            {
                foreach (var delivery in message)
                    round.Settle(delivery, new DeliveryDecision.Parked(), new(0, null, error.Message));
            }
        }

        return prepared;
    }
}
