using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>A deleted group is gone at once; its members follow in small steps, and a note says that they are to, until they are.</summary>
internal static class RemovedGroups
{
    private const string RemoveMembers = """
        DELETE FROM ses_members WHERE group_key = @key AND ordinal IN (SELECT m.ordinal FROM ses_members m WHERE m.group_key = @key ORDER BY m.ordinal LIMIT @max)
        """;

    public static async ValueTask NoteAsync(SqlSession session, long key, CancellationToken cancellationToken)
    {
        await session.Sql("DELETE FROM ses_imports WHERE group_key = @key").With("key", key).RunAsync(cancellationToken).ConfigureAwait(false);
        await session.Sql("INSERT INTO ses_removed_groups (group_key) VALUES (@key)").With("key", key).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes some members of a noted group.</summary>
    /// <returns>How many; fewer than <paramref name="max"/> means that none is left.</returns>
    public static async ValueTask<int> RemoveAsync(SqlSession session, long key, int max, CancellationToken cancellationToken)
    {
        var removed = await session.Sql(RemoveMembers).With("key", key).With("max", (long)max).RunAsync(cancellationToken).ConfigureAwait(false);
        if (removed < max)
            await session.Sql("DELETE FROM ses_removed_groups WHERE group_key = @key").With("key", key).RunAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <summary>Goes on where a deletion was broken off.</summary>
    public static async ValueTask<int> SweepAsync(SqlSession session, int max, CancellationToken cancellationToken) =>
        await session.Sql("SELECT min(group_key) FROM ses_removed_groups").NumberAsync(cancellationToken).ConfigureAwait(false) is { } key
            ? await RemoveAsync(session, key, max, cancellationToken).ConfigureAwait(false)
            : 0;
}
