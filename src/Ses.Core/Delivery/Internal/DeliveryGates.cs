using Ses.Domains;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>
/// What stands between a claim and an attempt, in this order: age, blocklist, task, sender domain, message, route, quota, pace. A delivery that is stopped is settled
/// (expired, dropped, bounced) or given back with the time at which it may come again.
/// </summary>
internal sealed class DeliveryGates(SesServices services, NodeSession session)
{
    private static readonly TimeSpan LostDomainPause = TimeSpan.FromMinutes(15);

    private readonly RouteFinder _routes = new(services.Dns, services.Options, services.Dice);
    private readonly PaceGate _pace = new(services.Storage.Pace, services.Options.Delivery, session);
    private readonly KnownDomains _domains = new(services.Storage.Domains, services.Time);
    private readonly CanceledTasks _canceled = new(services.Storage.Tasks, services.Time);
    private readonly PreparedMessages _messages = new(services);

    public QuotaGate Quota { get; } = new(services, session);

    public async ValueTask AdmitAsync(AdmissionRound round, CancellationToken cancellationToken)
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
                    round.Settle(stopped, new DeliveryDecision.Dropped(), new(0, null, $"the sender domain {domain} was deleted"));
                else
                    round.Release(stopped, session.Now + LostDomainPause);
            }

            if (sender?.Status != DomainStatus.Verified)
                continue;
            var prepared = await MessageGateAsync(round, open, sender, cancellationToken).ConfigureAwait(false);
            await RouteGateAsync(round, prepared, sender.Level, stream, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<MailDelivery> AgeGate(AdmissionRound round, IEnumerable<MailDelivery> deliveries)
    {
        var now = session.Now;
        var young = new List<MailDelivery>();
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
                round.Settle(delivery, new DeliveryDecision.Dropped(), new(0, null, $"blocked while it waited: {entry.Reason}"));
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
                round.Settle(delivery, new DeliveryDecision.Dropped(), new(0, null, "the task was canceled"));
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
        foreach (var message in deliveries.GroupBy(delivery => delivery.Message))
        {
            try
            {
                var preparation = await _messages.GetAsync(message.Key, sender, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask RouteGateAsync(
        AdmissionRound round, List<PreparedDelivery> deliveries, int level, MailStream stream, CancellationToken cancellationToken)
    {
        var sites = new Dictionary<string, (Route Route, List<PreparedDelivery> Deliveries)>();
        foreach (var domain in deliveries.GroupBy(prepared => prepared.Delivery.Axes.RecipientDomain))
        {
            switch (await _routes.FindAsync(domain.Key, cancellationToken).ConfigureAwait(false))
            {
                case RoutePlan.Found { Route: var route }:
                    if (!sites.TryGetValue(route.Site, out var site))
                        sites[route.Site] = site = (route, []);
                    site.Deliveries.AddRange(domain);
                    break;
                case RoutePlan.NoRoute none:
                    foreach (var (delivery, _) in domain)
                        round.Settle(delivery, new DeliveryDecision.Bounced(BounceClass.InvalidAddress), none.Reply);
                    break;
                case RoutePlan.Unknown unknown:
                    foreach (var (delivery, _) in domain)
                        round.Settle(delivery, PutOff(delivery, unknown.Reason), new(0, null, unknown.Reason));
                    break;
            }
        }

        foreach (var (route, waiting) in sites.Values)
            await QuotaAndPaceGatesAsync(round, route, waiting, level, stream, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask QuotaAndPaceGatesAsync(
        AdmissionRound round, Route route, List<PreparedDelivery> deliveries, int level, MailStream stream, CancellationToken cancellationToken)
    {
        var charged = await Quota.ChargeAsync(deliveries, level, stream, cancellationToken).ConfigureAwait(false);
        foreach (var refused in charged.Refused)
            round.Release(refused.Delivery, charged.NextDay);
        var slots = await _pace.ReserveAsync(route.Site, charged.Passed.Count, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < charged.Passed.Count; i++)
        {
            var ((delivery, preparation), day) = charged.Passed[i];
            if (i < slots.Slots)
            {
                round.Admit(new(delivery, preparation, route, day, slots.SlotOf(i)));
                continue;
            }

            Quota.Return(delivery, day);
            round.Release(delivery, slots.AskAgainAt);
        }
    }

    private DeliveryDecision PutOff(MailDelivery delivery, string reason) =>
        DeliveryDecider.Decide(delivery, new TransportReply.Unreachable(reason), session.Now, services.Options.Delivery, services.Dice.Share())!;
}
