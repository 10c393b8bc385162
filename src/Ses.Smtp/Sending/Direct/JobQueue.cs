using Ses.Ledger;

namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// Jobs that wait: the transactional ones first, and of each stream those first that came back. What was canceled while it waited is left out. Guarded by its pool's lock.
/// </summary>
internal sealed class JobQueue
{
    private readonly Waiting _transactional = new();
    private readonly Waiting _others = new();

    public int Count => _transactional.Count + _others.Count;

    public bool HasTransactional => _transactional.Count > 0;

    public void Add(SendJob job) => Of(job).New.Enqueue(job);

    public void Return(SendJob job)
    {
        var waiting = Of(job);
        (job.WantsFresh ? waiting.WantFresh : waiting.Returned).Enqueue(job);
    }

    /// <summary>The next one, for whoever comes.</summary>
    public SendJob? Take() => _transactional.Take() ?? _others.Take();

    /// <summary>The next one that may go over a connection that is in use.</summary>
    public SendJob? TakeForKept() => _transactional.TakeForKept() ?? _others.TakeForKept();

    /// <summary>The same, but a transactional one.</summary>
    public SendJob? TakeTransactionalForKept() => _transactional.TakeForKept();

    public IReadOnlyList<SendJob> TakeAll()
    {
        var all = new List<SendJob>(Count);
        while (Take() is { } job)
            all.Add(job);
        return all;
    }

    // The others are not starved: whoever makes attempts has no more of them under way than there are places on connections.
    private Waiting Of(SendJob job) => job.Request.Stream == MailStream.Transactional ? _transactional : _others;

    private sealed class Waiting
    {
        public Queue<SendJob> WantFresh { get; } = [];

        public Queue<SendJob> Returned { get; } = [];

        public Queue<SendJob> New { get; } = [];

        public int Count => WantFresh.Count + Returned.Count + New.Count;

        public SendJob? Take() => Take(WantFresh) ?? TakeForKept();

        public SendJob? TakeForKept() => Take(Returned) ?? Take(New);

        private static SendJob? Take(Queue<SendJob> queue)
        {
            while (queue.TryDequeue(out var job))
            {
                if (job.TryTake())
                    return job;
            }

            return null;
        }
    }
}
