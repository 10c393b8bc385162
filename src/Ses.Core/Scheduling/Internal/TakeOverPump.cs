using Ses.Ledger;

namespace Ses.Scheduling.Internal;

/// <summary>Frees the deliveries of nodes whose lease ran out, a slice at a time.</summary>
internal sealed class TakeOverPump(INodeLeases nodes, NodeSession session, SettlementRules rules, EngineOptions options, Nudge nudge) : IPump
{
    private const int Slice = 500;

    public string Name => "take-over";

    public Work WokenBy => Work.None;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var freed = await nodes.TakeOverAsync(Slice, rules, session.Now, cancellationToken).ConfigureAwait(false);
        if (freed > 0)
            nudge.Wake(Work.Mail | Work.TransactionalMail);
        return freed == Slice ? PumpResult.Worked : PumpResult.Idle(session.Now + options.Heartbeat);
    }
}
