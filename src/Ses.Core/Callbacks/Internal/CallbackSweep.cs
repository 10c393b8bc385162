using Ses.Scheduling.Internal;

namespace Ses.Callbacks.Internal;

/// <summary>Gives up callbacks that wait too long, and forgets old attempts.</summary>
internal sealed class CallbackSweep(ICallbackQueue queue, CallbacksOptions options) : ISweep
{
    private const int Step = 500;

    public string Name => "callback-sweep";

    public ValueTask<bool> StepAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        queue.SweepAsync(new(now - options.MaxAge, now - options.KeepAttempts), Step, options.DisableAfter, now, cancellationToken);
}
