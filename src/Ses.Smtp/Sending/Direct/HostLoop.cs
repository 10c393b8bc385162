using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>One of a pool's connections, from the job that it is opened for until nobody needs it: carries mail after mail, waits idle for more, opens another where it has died.</summary>
internal sealed class HostLoop(HostPool pool, Opener opener) : IJobSource
{
    private ClientSession? _session;

    public HostPool Pool => pool;

    /// <summary>It is to make room, and counts as closed soon.</summary>
    public bool IsLeaving { get; set; }

    public int Mails => _session?.Mails ?? 0;

    public bool IsConnected => _session is not null;

    public async Task RunAsync()
    {
        try
        {
            while (await NextAsync().ConfigureAwait(false) is { } job)
            {
                if (_session is not null && (!_session.IsFit || pool.IsWorn(_session) || (job.WantsFresh && _session.IsUsed)))
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
            pool.Leave(this);
        }
    }

    public SendJob? TryTake(int mails) => pool.TryTake(this, mails);

    public void PutBack(SendJob job) => pool.PutBack(job);

    // A job, waited for as long as a connection may lie idle; null ends the loop.
    private async ValueTask<SendJob?> NextAsync()
    {
        while (true)
        {
            if (pool.Next(this, out var wait) is { } job)
                return job;
            if (wait is null)
                return null;
            var given = await wait.Task.ConfigureAwait(false);
            wait.Dispose();
            if (given is null)
                return null;
            if (given.TryTake())
                return given;
        }
    }

    private async ValueTask<ClientSession?> OpenAsync(SendJob job)
    {
        TransportReply failure;
        try
        {
            var opened = await pool.OpenAsync(opener, job.CancellationToken).ConfigureAwait(false);
            if (opened.Session is { } session && pool.TryAdd(session))
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

        pool.EndUnopened(job, failure);
        return null;
    }

    private async ValueTask CloseAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        pool.Remove(session);
        await session.QuitAsync().ConfigureAwait(false);
    }
}
