using Ses.Delivery;

namespace Ses.Smtp.Sending.Relaying;

/// <summary>Connections to one relay from one source: no more than allowed, used again while they are good.</summary>
internal sealed class RelayPool(SmtpOptions options, TimeProvider time) : IDisposable
{
    private readonly RelayPlaces _places = new();
    private readonly Stack<RelayConnection> _idle = [];

    /// <summary>Waits for a place. Hand it back by <see cref="Return"/> or <see cref="Discard"/>.</summary>
    public Task EnterAsync(TransportRequest request, CancellationToken cancellationToken) =>
        _places.EnterAsync(request.Stream, Math.Max(1, Math.Min(request.Route.MaxConnections, options.MaxConnectionsPerHost)), cancellationToken);

    /// <summary>A connection that lay idle and is still good; null where there is none.</summary>
    public RelayConnection? TakeIdle()
    {
        while (true)
        {
            RelayConnection? connection;
            lock (_idle)
            {
                // There may be fewer places than there were.
                while (_idle.Count > _places.Max)
                    _idle.Pop().Dispose();
                if (!_idle.TryPop(out connection))
                    return null;
            }

            if (!connection.IsDead && time.GetElapsedTime(connection.IdleSince) < options.IdleTimeout)
                return connection;
            connection.Dispose();
        }
    }

    public void Return(RelayConnection connection, TransportRequest request)
    {
        var isWorn = connection.Sent >= Math.Min(request.Route.MaxMessagesPerConnection, options.MaxMessagesPerConnection);
        if (!connection.IsConnected || isWorn || time.GetElapsedTime(connection.OpenedAt) >= options.MaxConnectionAge || !TryKeep(connection))
        {
            Discard(connection);
            return;
        }

        _places.Leave();
    }

    public void Discard(RelayConnection? connection)
    {
        connection?.Dispose();
        _places.Leave();
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
    }

    // Where there are fewer places than there were, fewer are kept.
    private bool TryKeep(RelayConnection connection)
    {
        lock (_idle)
        {
            if (_idle.Count >= _places.Max)
                return false;
            connection.IdleSince = time.GetTimestamp();
            _idle.Push(connection);
            return true;
        }
    }
}
