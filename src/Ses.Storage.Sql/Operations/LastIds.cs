using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Gives out numbers, each once.</summary>
internal static class LastIds
{
    private const string Next = """
        INSERT INTO ses_last_ids AS t (account, kind, last) VALUES (@account, @kind, 1) ON CONFLICT (account, kind) DO UPDATE SET last = t.last + 1 RETURNING last
        """;

    /// <summary>The account's next number for a kind of thing.</summary>
    public static async ValueTask<long> NextAsync(SqlSession session, AccountId account, string kind, CancellationToken cancellationToken) =>
        await NextAsync(session, account.Value, kind, cancellationToken).ConfigureAwait(false);

    /// <summary>The store's next number for a kind of thing.</summary>
    public static ValueTask<long> NextAsync(SqlSession session, string kind, CancellationToken cancellationToken) => NextAsync(session, "", kind, cancellationToken);

    public static async ValueTask<NodeEpoch> NextEpochAsync(SqlSession session, CancellationToken cancellationToken) =>
        new((int)await NextAsync(session, "", "epoch", cancellationToken).ConfigureAwait(false));

    private static async ValueTask<long> NextAsync(SqlSession session, string account, string kind, CancellationToken cancellationToken) =>
        await session.Sql(Next).With("account", account).With("kind", kind).NumberAsync(cancellationToken).ConfigureAwait(false) ?? 1;
}
