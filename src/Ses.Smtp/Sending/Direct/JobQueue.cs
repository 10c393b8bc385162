namespace Ses.Smtp.Sending.Direct;

/// <summary>Jobs that wait, those first that came back. What was canceled while it waited is left out. Guarded by its pool's lock.</summary>
internal sealed class JobQueue
{
    private readonly Queue<SendJob> _wantFresh = [];
    private readonly Queue<SendJob> _returned = [];
    private readonly Queue<SendJob> _waiting = [];

    public int Count => _wantFresh.Count + _returned.Count + _waiting.Count;

    public void Add(SendJob job) => _waiting.Enqueue(job);

    public void Return(SendJob job) => (job.WantsFresh ? _wantFresh : _returned).Enqueue(job);

    /// <summary>The next one, for whoever comes.</summary>
    public SendJob? Take() => Take(_wantFresh) ?? TakeForKept();

    /// <summary>The next one that may go over a connection that is in use.</summary>
    public SendJob? TakeForKept() => Take(_returned) ?? Take(_waiting);

    public IReadOnlyList<SendJob> TakeAll()
    {
        var all = new List<SendJob>(Count);
        while (Take() is { } job)
            all.Add(job);
        return all;
    }

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
