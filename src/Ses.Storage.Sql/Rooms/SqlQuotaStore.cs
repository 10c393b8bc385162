using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;
using Ses.Warmup;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlQuotaStore(SqlStore store) : IQuotaStore
{
    // A claim taken over may be charged to a day on which its node held nothing; then what was charged counts.
    private const string Usage = """
        SELECT q.granted, q.charged, n.is_gone FROM ses_quotas q LEFT JOIN ses_nodes n ON n.epoch = q.epoch
        WHERE q.account = @account AND q.sender_domain = @domain AND q.day = @day
        """;

    private const string Grant = """
        INSERT INTO ses_quotas AS t (account, sender_domain, day, epoch, granted, charged) VALUES (@account, @domain, @day, @epoch, @granted, 0)
        ON CONFLICT (account, sender_domain, day, epoch) DO UPDATE SET granted = t.granted + excluded.granted
        """;

    public async ValueTask<int> TakeAsync(QuotaRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Claim, (session, token) => TakeAsync(session, request, now, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<QuotaUsage> GetUsageAsync(AccountId account, DomainName senderDomain, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => UsageAsync(session, account, senderDomain, day, token), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<int> TakeAsync(SqlSession session, QuotaRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await NodeRows.IsAliveAsync(session, request.Epoch, now, cancellationToken).ConfigureAwait(false))
            return 0;
        await session.LockAsync($"quota/{request.Account}/{request.SenderDomain}/{request.Day:O}", cancellationToken).ConfigureAwait(false);
        var usage = await UsageAsync(session, request.Account, request.SenderDomain, request.Day, cancellationToken).ConfigureAwait(false);
        var granted = (int)Math.Clamp(request.Limit - usage.Used, 0, request.Want);
        if (granted > 0)
        {
            await session.Sql(Grant)
                .With("account", request.Account.Value).With("domain", request.SenderDomain.Value).With("day", request.Day.DayNumber)
                .With("epoch", request.Epoch.Value).With("granted", (long)granted)
                .RunAsync(cancellationToken).ConfigureAwait(false);
        }

        return granted;
    }

    private static async ValueTask<QuotaUsage> UsageAsync(SqlSession session, AccountId account, DomainName domain, DateOnly day, CancellationToken cancellationToken)
    {
        var rows = await session.Sql(Usage).With("account", account.Value).With("domain", domain.Value).With("day", day.DayNumber)
            .ListAsync(row => (Granted: row.Long(), Charged: row.Long(), IsGone: row.IntOrNull() is not 0), cancellationToken).ConfigureAwait(false);
        return new(rows.Sum(row => row.IsGone ? row.Charged : Math.Max(row.Granted, row.Charged)), rows.Sum(row => row.Charged));
    }
}
