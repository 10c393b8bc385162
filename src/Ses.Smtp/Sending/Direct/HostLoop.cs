using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>One of a pool's connections, from the job that it is opened for until nobody needs it: carries mail after mail, waits idle for more, opens another where it has died.</summary>
internal sealed class HostLoop : IJobSource
{
    private readonly HostPool _pool;
    private ClientSession? _session;

    public HostLoop(HostPool pool, TimeProvider time)
    {
        _pool = pool;
        Idle = new(this, time, pool.Forget);
    }

    public HostPool Pool => _pool;

    public IdleWait Idle { get; }

    /// <summary>It is to make room, and counts as closed soon.</summary>
    public bool IsLeaving { get; set; }

    public int Mails => _session?.Mails ?? 0;

    public bool IsConnected => _session is not null;

    public async Task RunAsync()
    {
        try
        {
            while (await _pool.NextAsync(this).ConfigureAwait(false) is { } job)
            {
                if (_session is not null && (!_session.IsFit || _pool.IsWorn(_session) || (job.WantsFresh && _session.IsUsed)))
                    await CloseAsync().ConfigureAwait(false);
                _session ??= await OpenAsync(job).ConfigureAwait(false);
                if (_session is not null)
                    await _session.ServeAsync(job, this).ConfigureAwait(false);
            }
        }
        finally
        {
            // Closed before its place is taken by another one: the server counts, too.
            await CloseAsync().ConfigureAwait(false);
            Idle.Dispose();
            _pool.Leave(this);
        }
    }

    public SendJob? TryTake(int mails, bool isInAHurry) => _pool.TryTake(this, mails, isInAHurry);

    public void PutBack(SendJob job) => _pool.PutBack(job);

    private async ValueTask<ClientSession?> OpenAsync(SendJob job)
    {
        TransportReply failure;
        try
        {
            var opened = await _pool.OpenAsync(job.CancellationToken).ConfigureAwait(false);
            if (opened.Session is { } session && _pool.TryAdd(session))
                return session;
            failure = opened.Failure ?? new TransportReply.Unreachable("the transport is closing");
        }
        catch (OperationCanceledException) when (job.CancellationToken.IsCancellationRequested)
        {
            job.EndCanceled();
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is this attempt's: the queue goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            job.Fail(error);
            return null;
        }

        _pool.EndUnopened(job, failure);
        return null;
    }

    private async ValueTask CloseAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        _pool.Remove(session);
        await session.QuitAsync().ConfigureAwait(false);
    }
}
