using Ses.Primitives;
using Ses.Retention;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlRetentionStore(SqlStore store) : IRetentionStore
{
    public async ValueTask<bool> SweepAsync(RetentionLimits limits, int max, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (await SweepDaysAsync(database, limits.Deliveries, max, cancellationToken).ConfigureAwait(false))
            return true;
        var sweep = new Sweep(limits, max, now);
        // Each a transaction of its own, so that others get through between them.
        var swept = 0;
        swept += await database.WriteAsync(WritePriority.Bulk, sweep.DeleteMessagesAsync, cancellationToken).ConfigureAwait(false);
        swept += await database.WriteAsync(WritePriority.Bulk, sweep.EmptyMessagesAsync, cancellationToken).ConfigureAwait(false);
        swept += await database.WriteAsync(WritePriority.Bulk, sweep.DeleteTranscriptsAsync, cancellationToken).ConfigureAwait(false);
        swept += await database.WriteAsync(WritePriority.Bulk, sweep.DeleteLeftoversAsync, cancellationToken).ConfigureAwait(false);
        return swept > 0;
    }

    public async ValueTask<int> ExpireAsync(int max, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Record, (session, token) => Sweep.ExpireAsync(session, max, now, token), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> SweepDaysAsync(SqlDatabase database, Cohort before, int max, CancellationToken cancellationToken)
    {
        foreach (var day in await database.ListDaysAsync(before, cancellationToken).ConfigureAwait(false))
        {
            var isPending = await database.ReadAsync((session, token) => Sweep.IsPendingAsync(session, day, token), cancellationToken).ConfigureAwait(false);
            if (!isPending && await database.DeleteDayAsync(day, max, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }
}
