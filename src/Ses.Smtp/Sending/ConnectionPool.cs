using Ses.Delivery;

namespace Ses.Smtp.Sending;

/// <summary>Connections to one host from one source: no more than allowed, used again while they are good.</summary>
internal sealed class ConnectionPool(SmtpOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConnectionsPerHost);
    private readonly Stack<SmtpConnection> _idle = [];

    /// <summary>Waits for a place. Hand it back by <see cref="Return"/> or <see cref="Discard"/>.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    /// <summary>A connection that lay idle and is still good; null where there is none.</summary>
    public SmtpConnection? TakeIdle()
    {
        while (true)
        {
            SmtpConnection? connection;
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

    public void Return(SmtpConnection connection)
    {
        if (!connection.IsConnected || connection.Sent >= options.MaxMessagesPerConnection)
        {
            Discard(connection);
            return;
        }

        connection.IdleSince = time.GetTimestamp();
        lock (_idle)
            _idle.Push(connection);
        _places.Release();
    }

    public void Discard(SmtpConnection? connection)
    {
        connection?.Dispose();
        _places.Release();
    }

    /// <summary>Closes connections that lie idle too long.</summary>
    public void CloseOld()
    {
        List<SmtpConnection> old;
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

/// <summary>What connections have in common that may serve for one another.</summary>
internal readonly record struct PoolKey(System.Net.IPAddress? Source, string Host, int Port, TlsMode Tls, string? UserName);
