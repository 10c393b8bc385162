using Ses.Delivery;
using Ses.Scheduling.Internal;

namespace Ses.Smtp.MtaSts;

/// <summary>Brings the pump that keeps policies fresh into the engine, where they are ours.</summary>
internal sealed class MtaStsGuest(IMtaStsPolicies? policies = null) : IEngineGuest
{
    public IEnumerable<IPump> Join(SesServices services)
    {
        // fetches policies again before they grow old
        if (policies is MtaStsPolicies ours)
            yield return new MtaStsPump(ours, services.Time);
    }
}

/// <summary>Fetches policies again before they grow old, so that they hold from one mail to the next however far apart (RFC 8461 §10.2).</summary>
internal sealed class MtaStsPump(MtaStsPolicies policies, TimeProvider time) : IPump
{
    private const int Slice = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private DateTimeOffset _lookAt;

    public string Name => "mta-sts";

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _lookAt)
            return PumpResult.Idle(_lookAt);
        if (await policies.RefreshAsync(Slice, cancellationToken).ConfigureAwait(false) == Slice)
            return PumpResult.Worked;
        _lookAt = time.GetUtcNow() + Interval;
        return PumpResult.Idle(_lookAt);
    }
}
