using Ses.Scheduling.Internal;

namespace Ses.Callbacks.Internal;

/// <summary>Stores what came of calls, takes what is due, and calls. A slow endpoint holds up none but its own.</summary>
internal sealed class CallbackPump(SesServices services, NodeSession session) : IDrainingPump
{
    private const int EndpointsAtOnce = 256;

    // All that happens nudges; whether something is to be told need not be asked each time.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    // Longer than any call: what is not stored by then was lost with its node.
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(1);

    private readonly ICallbackQueue _queue = services.Storage.CallbackQueue;
    private readonly CallbackCalls _calls = new(services, session);
    private readonly CallbacksOptions _options = services.Options.Callbacks;
    private DateTimeOffset _lookAt;

    public string Name => "callbacks";

    public Work WokenBy => Work.Facts;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var hasStored = await StoreAsync().ConfigureAwait(false);
        var now = session.Now;
        if (!session.IsOpen)
            return PumpResult.Idle();
        if (!hasStored && now < _lookAt)
            return PumpResult.Idle(_lookAt);
        var due = await _queue.ListDueAsync(now, EndpointsAtOnce, cancellationToken).ConfigureAwait(false);
        var claims = _calls.Share(due.Endpoints);
        if (claims.Count == 0)
        {
            _lookAt = now + LookInterval;
            return PumpResult.Idle(Earlier(due.NextDueAt, _calls.FirstPauseEnd(due.Endpoints)));
        }

        var claimed = await _queue.ClaimAsync(claims, now + _options.Timeout + Spare, now, cancellationToken).ConfigureAwait(false);
        _calls.Start(due.Endpoints, claimed);
        return claimed.Count > 0 ? PumpResult.Worked : PumpResult.Idle(due.NextDueAt);
    }

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await _calls.DrainAsync(cancellationToken).ConfigureAwait(false);
        await StoreAsync().ConfigureAwait(false);
    }

    // What a receiver has said is stored though the engine stops, so that it is not told again.
    private async ValueTask<bool> StoreAsync()
    {
        var outcomes = _calls.TakeOutcomes();
        if (outcomes.Count == 0)
            return false;
        try
        {
            await _queue.FinishAsync(outcomes, _options.DisableAfter, session.Now, session.Lost).ConfigureAwait(false);
        }
        catch
        {
            _calls.PutBack(outcomes);
            throw;
        }

        _calls.Stored(outcomes);
        return true;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is not { } one ? right : right is not { } other || one < other ? left : right;
}
