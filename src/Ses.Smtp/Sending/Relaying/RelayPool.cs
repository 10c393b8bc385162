namespace Ses.Smtp.Sending.Relaying;

/// <summary>Connections to one relay from one source: no more than allowed, used again while they are good.</summary>
internal sealed class RelayPool(SmtpOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConnectionsPerHost);
    private readonly Stack<RelayConnection> _idle = [];

    /// <summary>Waits for a place. Hand it back by <see cref="Return"/> or <see cref="Discard"/>.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    /// <summary>A connection that lay idle and is still good; null where there is none.</summary>
    public RelayConnection? TakeIdle()
    {
        while (true)
        {
            RelayConnection? connection;
            lock (_idle)
            {
                if (!_idle.TryPop(out connection))
                    return null;
            }

            if (!connection.IsDead && time.GetElapsedTime(connection.IdleSince) < options.IdleTimeout)
                return connection;
            connection.Dispose();
        }
    }

    public void Return(RelayConnection connection)
    {
        if (!connection.IsConnected || connection.Sent >= options.MaxMessagesPerConnection || time.GetElapsedTime(connection.OpenedAt) >= options.MaxConnectionAge)
        {
            Discard(connection);
            return;
        }

        connection.IdleSince = time.GetTimestamp();
        lock (_idle)
            _idle.Push(connection);
        _places.Release();
    }

    public void Discard(RelayConnection? connection)
    {
        connection?.Dispose();
        _places.Release();
    }

    /// <summary>Closes connections that lie idle too long.</summary>
    public void CloseOld()
    {
        List<RelayConnection> old;
        lock (_idle)
        {
            old = [.. _idle.Where(connection => time.GetElapsedTime(connection.IdleSince) >= options.IdleTimeout)];
            var good = _idle.Except(old).Reverse().ToList();
            _idle.Clear();
            good.ForEach(_idle.Push);
        }

        old.ForEach(connection => connection.Dispose());
    }

    public void Dispose()
    {
        lock (_idle)
        {
            while (_idle.TryPop(out var connection))
                connection.Dispose();
        }

        _places.Dispose();
    }
}
