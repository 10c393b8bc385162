using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Deletes some deliveries of a day, with their facts: where a day is no partition that could be dropped.</summary>
internal sealed class DeleteSlice(Cohort day, int max)
{
    private const string Last = """
        SELECT max(id) FROM (SELECT id FROM ses_deliveries WHERE id >= @from AND id < @before ORDER BY id LIMIT @max) AS slice
        """;

    public async ValueTask<bool> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var (from, before) = (IdRange.FirstOf(day), IdRange.FirstOf(new(day.Day + 1)));
        var last = await session.Sql(Last).With("from", from).With("before", before).With("max", (long)max).ListAsync(row => row.IdOrNull(), cancellationToken).ConfigureAwait(false);
        if (last is not [{ } to])
            return false;
        await session.Sql("DELETE FROM ses_transcripts WHERE delivery >= @from AND delivery <= @to").With("from", from).With("to", to).RunAsync(cancellationToken).ConfigureAwait(false);
        await session.Sql("DELETE FROM ses_facts WHERE delivery >= @from AND delivery <= @to").With("from", from).With("to", to).RunAsync(cancellationToken).ConfigureAwait(false);
        await session.Sql("DELETE FROM ses_variables WHERE delivery >= @from AND delivery <= @to").With("from", from).With("to", to).RunAsync(cancellationToken).ConfigureAwait(false);
        await session.Sql("DELETE FROM ses_deliveries WHERE id >= @from AND id <= @to").With("from", from).With("to", to).RunAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
