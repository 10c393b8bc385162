using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.Delivery.Internal;

/// <summary>Which tasks were canceled: asked of the store at most every few seconds each.</summary>
internal sealed class CanceledTasks(ISendingTaskStore store, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private const int Capacity = 1_000;

    private readonly Dictionary<(AccountId Account, SendingTaskId Task), (bool IsCanceled, long ReadAt)> _kept = [];

    public async ValueTask<bool> ContainsAsync(DeliveryAxes axes, CancellationToken cancellationToken)
    {
        if (axes.Task is not { } id)
            return false;
        if (_kept.TryGetValue((axes.Account, id), out var kept) && time.GetElapsedTime(kept.ReadAt) < Freshness)
            return kept.IsCanceled;
        var task = await store.FindAsync(axes.Account, id, cancellationToken).ConfigureAwait(false);
        if (_kept.Count >= Capacity)
            _kept.Clear();
        var canceled = task is { State: TaskState.Canceled };
        _kept[(axes.Account, id)] = (canceled, time.GetTimestamp());
        return canceled;
    }
}
