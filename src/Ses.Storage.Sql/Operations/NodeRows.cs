using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Nodes as rows.</summary>
internal static class NodeRows
{
    /// <summary>Stands before a statement that is for a living node only: until the transaction ends, nobody takes over from it.</summary>
    public const string WithAlive = $"WITH alive AS ({Alive})";

    /// <summary>The condition that goes with it.</summary>
    public const string IsAlive = "EXISTS (SELECT 1 FROM alive)";

    private const string Alive = "SELECT 1 FROM ses_nodes WHERE epoch = @epoch AND is_gone = 0 AND expires_at > @now /*pg FOR KEY SHARE*/";

    /// <summary>True where the node lives; until the transaction ends, nobody takes over from it.</summary>
    public static async ValueTask<bool> IsAliveAsync(SqlSession session, NodeEpoch epoch, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.Sql(Alive).With("epoch", epoch.Value).With("now", now).NumberAsync(cancellationToken).ConfigureAwait(false) is not null;
}
