using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Stores a message with its deliveries, once.</summary>
internal sealed class Accept(Acceptance acceptance, DateTimeOffset now)
{
    private const string TakeKey = """
        INSERT INTO ses_idempotency_keys AS t (account, idempotency_key, request_hash, message, expires_at) VALUES (@account, @key, @hash, @message, @expires)
        ON CONFLICT (account, idempotency_key) DO UPDATE SET request_hash = excluded.request_hash, message = excluded.message, expires_at = excluded.expires_at
            WHERE t.expires_at <= @now
        """;

    private const string SeenKey = "SELECT message, request_hash FROM ses_idempotency_keys WHERE account = @account AND idempotency_key = @key";

    public async ValueTask<AcceptResult> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var message = acceptance.Message;
        if (acceptance.Idempotency is { } key)
        {
            if (await MessageRows.ExistsAsync(session, message.Id, cancellationToken).ConfigureAwait(false))
                return new AcceptResult.Duplicate(message.Id);
            if (await SeenAsync(session, key, cancellationToken).ConfigureAwait(false) is { } seen)
                return seen;
        }

        if (!await MessageRows.InsertAsync(session, message, cancellationToken).ConfigureAwait(false))
            return new AcceptResult.Duplicate(message.Id);
        await ChangeWriter.InsertAsync(session, Settlement.Admit(acceptance.Deliveries), now, cancellationToken).ConfigureAwait(false);
        return new AcceptResult.Accepted();
    }

    // Takes the key for this message; what it was taken for before, where it was.
    private async ValueTask<AcceptResult?> SeenAsync(SqlSession session, IdempotencyKey key, CancellationToken cancellationToken)
    {
        var account = acceptance.Message.Account.Value;
        var taken = await session.Sql(TakeKey)
            .With("account", account).With("key", key.Key).With("hash", key.RequestHash)
            .With("message", acceptance.Message.Id.Value).With("expires", key.ExpiresAt).With("now", now)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (taken == 1)
            return null;
        // Whoever has it has committed: the statement waited for that.
        var seen = await session.Sql(SeenKey).With("account", account).With("key", key.Key)
            .ListAsync(row => (Message: new MessageId(row.Id()), Hash: row.Id()), cancellationToken).ConfigureAwait(false);
        return seen[0].Hash == key.RequestHash ? new AcceptResult.Duplicate(seen[0].Message) : new AcceptResult.KeyConflict();
    }
}
