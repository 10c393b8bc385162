using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>One batch on its way through the gates. Each delivery is decided exactly once: admitted, settled or given back.</summary>
internal sealed class AdmissionRound(IReadOnlyList<MailDelivery> claimed, DeliveryDesk desk, NodeSession session)
{
    private readonly HashSet<DeliveryId> _undecided = [.. claimed.Select(delivery => delivery.Id)];
    private readonly List<(AdmittedDelivery Delivery, ProviderProfile Provider)> _admitted = [];

    public IReadOnlyList<MailDelivery> Claimed => claimed;

    public IReadOnlyList<(AdmittedDelivery Delivery, ProviderProfile Provider)> Admitted => _admitted;

    public void Admit(AdmittedDelivery delivery, ProviderProfile provider)
    {
        if (_undecided.Remove(delivery.Delivery.Id))
            _admitted.Add((delivery, provider));
    }

    public void Settle(MailDelivery delivery, DeliveryDecision decision, SmtpReplyFact why)
    {
        if (_undecided.Remove(delivery.Id))
            desk.Settle(new(delivery, decision, new(session.Now, TimeSpan.Zero, null, null, why), null, session.Now));
    }

    public void Release(MailDelivery delivery, DateTimeOffset dueAt)
    {
        if (_undecided.Remove(delivery.Id))
            // However long it must wait, it is looked at when it expires.
            desk.Release(delivery, dueAt < delivery.ExpiresAt ? dueAt : delivery.ExpiresAt);
    }

    /// <summary>The pace of this delivery's lane allows no more until then: it goes back as it is, and the lane is left alone.</summary>
    public void Defer(MailDelivery delivery, DateTimeOffset until)
    {
        Release(delivery, delivery.DueAt);
        desk.Defer(new(delivery.Lane, until < delivery.ExpiresAt ? until : delivery.ExpiresAt));
    }

    /// <summary>A gate could not be asked: what is undecided goes back.</summary>
    public void ReleaseUndecided()
    {
        foreach (var delivery in claimed.Where(delivery => _undecided.Contains(delivery.Id)).ToList())
            Release(delivery, session.Now);
    }
}
