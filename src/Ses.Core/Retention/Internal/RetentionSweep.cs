using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Retention.Internal;

/// <summary>Gives up what was set aside for too long, and lets go what is too old.</summary>
internal sealed class RetentionSweep(IRetentionStore store, RetentionOptions options) : ISweep
{
    private const int Step = 500;

    public string Name => "retention";

    public async ValueTask<bool> StepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await store.ExpireAsync(Step, now, cancellationToken).ConfigureAwait(false) == Step)
            return true;
        var limits = new RetentionLimits(Cohort.Of(now - options.Deliveries), now - options.Content, now - options.Transcripts);
        return await store.SweepAsync(limits, Step, now, cancellationToken).ConfigureAwait(false);
    }
}
