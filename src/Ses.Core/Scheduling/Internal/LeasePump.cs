namespace Ses.Scheduling.Internal;

/// <summary>Renews the node's lease. Where the store says that it is lost, the session ends; while the store is silent, the fence closes by itself.</summary>
internal sealed class LeasePump(INodeLeases nodes, NodeSession session, EngineOptions options, TimeProvider time) : IPump
{
    private long _renewedAt = time.GetTimestamp();

    public string Name => "lease";

    public Work WokenBy => Work.None;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var wait = options.Heartbeat - time.GetElapsedTime(_renewedAt);
        if (wait > TimeSpan.Zero)
            return PumpResult.Idle(time.GetUtcNow() + wait);
        var asked = AskedAt.Of(time);
        var lease = await nodes.RenewAsync(session.Epoch, options.LeaseTimeToLive, session.Now, cancellationToken).ConfigureAwait(false);
        if (lease is null)
            session.Lose();
        else
            session.Renewed(lease, asked);
        _renewedAt = asked.Timestamp;
        return PumpResult.Idle(time.GetUtcNow() + options.Heartbeat);
    }
}
