using Ses.Scheduling.Internal;

namespace Ses.Smtp.ReturnMail;

/// <summary>Accepts one connection a step.</summary>
internal sealed class BounceListenerPump(BounceListener listener) : IDrainingPump
{
    public string Name => "bounce-listener";

    public bool WaitsForOthers => true;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
        return PumpResult.Worked;
    }

    public ValueTask DrainAsync(CancellationToken cancellationToken) => listener.StopAsync(cancellationToken);
}
