using Ses.Callbacks.Internal;
using Ses.Delivery.Internal;
using Ses.Domains.Internal;
using Ses.MailLog.Internal;
using Ses.Retention.Internal;
using Ses.Scheduling.Internal;
using Ses.SendingTasks.Internal;

namespace Ses.Scheduling;

/// <summary>Everything that an engine runs, in one table. Each row is a pump with a loop of its own; a failing pump holds up no other.</summary>
internal static class EngineManifest
{
    public static IReadOnlyList<IPump> Create(SesServices services, NodeSession session)
    {
        var storage = services.Storage;
        var desk = new DeliveryDesk(services.Nudge, services.Metrics.Delivery);
        return
        [
            // renews the node's lease, and ends the session when it is lost
            new LeasePump(storage.Nodes, session, services.Options.Engine, services.Time),

            // frees the deliveries of nodes that died
            new TakeOverPump(storage.Nodes, session, services.Rules, services.Options.Engine, services.Nudge),

            // asks the DNS about domains that are pending or due for a re-check, and lets their keys follow each other
            new DomainVerificationPump(storage.Domains, services.Dns, services.Protector, services.DkimKeys, services.Options, services.Time, services.Loggers.CreateLogger("Ses.Domains")),

            // starts tasks, expands their recipients into the queue, finishes them
            new TaskPump(services, session),

            // claims deliveries and starts their attempts
            new DeliveryPump(services, session, desk),

            // stores what became of them
            new SettlePump(storage.Ledger, session, desk, services.Rules, services.Metrics.Delivery),

            // tells what became of mail to those who want to know
            new CallbackPump(services, session),

            // gives up what could not be told, forgets old calls
            new SweepPump(new CallbackSweep(storage.CallbackQueue, services.Options.Callbacks), services.Options.Retention, session),

            // lets go what is too old
            new SweepPump(new RetentionSweep(storage.Retention, services.Options.Retention), services.Options.Retention, session),

            // measures the backlog, while somebody listens
            new BacklogPump(storage.MailLog, services.Metrics.Queue, session),

            // what adapters bring along: the bounce listener, bounce mailboxes
            .. services.Guests.SelectMany(guest => guest.Join(services)),
        ];
    }
}
