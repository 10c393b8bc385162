using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>By whose clock leases are kept.</summary>
internal abstract class StoreClock
{
    /// <summary>The clock of the node that asks: for a file, which is on its machine.</summary>
    public static StoreClock OfTheNode { get; } = new NodeClock();

    /// <summary>The server's, on which nodes agree whose own clocks differ.</summary>
    public static StoreClock OfTheServer { get; } = new ServerClock();

    /// <summary>The time.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="now">The node's time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public abstract ValueTask<DateTimeOffset> NowAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken);

    private sealed class NodeClock : StoreClock
    {
        public override ValueTask<DateTimeOffset> NowAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken) => new(now);
    }

    private sealed class ServerClock : StoreClock
    {
        public override async ValueTask<DateTimeOffset> NowAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var microseconds = await session.Sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").NumberAsync(cancellationToken).ConfigureAwait(false);
            return DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(microseconds ?? 0);
        }
    }
}
