using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Nodes as rows.</summary>
internal static class NodeRows
{
    private const string IsAlive = "SELECT 1 FROM ses_nodes WHERE epoch = @epoch AND is_gone = 0 AND expires_at > @now /*pg FOR KEY SHARE*/";

    /// <summary>True where the node lives; until the transaction ends, nobody takes over from it.</summary>
    public static async ValueTask<bool> IsAliveAsync(SqlSession session, NodeEpoch epoch, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.Sql(IsAlive).With("epoch", epoch.Value).With("now", now).NumberAsync(cancellationToken).ConfigureAwait(false) is not null;
}
