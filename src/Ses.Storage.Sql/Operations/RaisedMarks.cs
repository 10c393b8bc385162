using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Raises the marks of lanes from which deliveries were claimed, to what is free there now. A lane into which someone is just putting something is left as it is.</summary>
internal sealed class RaisedMarks
{
    // As long as a lane has something that is due, its mark may stay behind that much: moving it costs four entries in indexes.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(1);

    private const string LockToRaise = "SELECT t.id FROM ses_lanes t WHERE t.id {among} ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED";

    private const string First = $$"""
        FROM ses_deliveries d WHERE d.state = 0 AND d.lane = t.id AND (d.due_at, d.id) >= (t.first_due, t.first_id) AND ({{DeliveryRows.Claim}}) IS NULL
            ORDER BY d.due_at, d.id LIMIT 1
        """;

    private const string NextDue = $$"""
        SELECT t.id, t.first_due,
            (SELECT d.due_at {{First}}), (SELECT d.id {{First}})
        FROM ses_lanes t WHERE t.id {among} AND t.first_due IS NOT NULL
        """;

    // The same with one walk for both.
    private const string NextDueLateral = $$"""
        SELECT t.id, t.first_due, n.due_at, n.id FROM ses_lanes t LEFT JOIN LATERAL (SELECT d.due_at, d.id {{First}}) n ON true WHERE t.id {among} AND t.first_due IS NOT NULL
        """;

    private static readonly RowSet<long> Ids = new RowSet<long>().Long("id", id => id);

    private static readonly RowSet<NextMark> Moves = new RowSet<NextMark>()
        .Long("id", next => next.Id)
        .Time("first_due", next => next.DueAt)
        .Id("first_id", next => next.Delivery)
        .Time("look_at", next => next.DueAt);

    private readonly SqlSession _session;
    private readonly ClaimedSoFar _soFar;
    private readonly Dictionary<long, DueLaneRow> _lanes;
    private readonly List<SqlReading<NextMark>> _next;

    public RaisedMarks(SqlSession session, IReadOnlyList<DueLaneRow> lanes, ClaimedSoFar soFar)
    {
        (_session, _soFar) = (session, soFar);
        _lanes = lanes.DistinctBy(lane => lane.Id).ToDictionary(lane => lane.Id);
        _next = Next(_lanes.Keys);
    }

    /// <summary>What must be asked behind the claim.</summary>
    public IEnumerable<SqlReading> Readings => _next;

    /// <summary>Where a lane's mark stands and where it should.</summary>
    private readonly record struct NextMark(long Id, DateTimeOffset Before, DateTimeOffset? DueAt, UInt128? Delivery);

    /// <summary>Moves those marks that must move.</summary>
    /// <param name="claimed">How many deliveries were claimed of each lane.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask RaiseAsync(IReadOnlyDictionary<long, int> claimed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<NextMark> moves = [.. _next.SelectMany(day => day.Rows).Where(mark => MustMove(mark, claimed.GetValueOrDefault(mark.Id), now)).OrderBy(mark => mark.Id)];
        if (moves.Count > 0 && _session.Dialect.HasConcurrentWriters)
            moves = await LockAsync(moves, cancellationToken).ConfigureAwait(false);
        if (moves.Count == 0)
            return;
        await _session.Update("ses_lanes", null, Moves, moves).RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (var mark in moves)
        {
            _soFar.Forget(mark.Id);
            if (mark.DueAt is { } due)
                _session.DueLanes?.Moved(_lanes[mark.Id].Key, due);
        }
    }

    private bool MustMove(NextMark mark, int claimed, DateTimeOffset now) =>
        !_session.Dialect.HasConcurrentWriters || !(mark.DueAt is { } due && due <= now && due - mark.Before < Leeway) || _soFar.IsEnough(mark.Id, claimed);

    // Read again behind the lock, so that everything committed before it is seen.
    private async ValueTask<List<NextMark>> LockAsync(List<NextMark> moves, CancellationToken cancellationToken)
    {
        List<long> ids = [.. moves.Select(mark => mark.Id)];
        var locked = _session.Sql(LockToRaise).WithRows(Ids, ids).Reading(row => row.Long());
        var next = Next(ids);
        await _session.ReadAllAsync([locked, .. next], cancellationToken).ConfigureAwait(false);
        var ours = locked.Rows.ToHashSet();
        return [.. next.SelectMany(day => day.Rows).Where(mark => ours.Contains(mark.Id)).OrderBy(mark => mark.Id)];
    }

    private List<SqlReading<NextMark>> Next(IEnumerable<long> lanes) =>
    [
        .. lanes.GroupBy(lane => _lanes[lane].Cohort).Select(day => _session.Sql(_session.Dialect.HasConcurrentWriters ? NextDueLateral : NextDue, day.Key).WithRows(Ids, [.. day])
            .Reading(row => new NextMark(row.Long(), row.Time(), row.TimeOrNull(), row.IdOrNull()))),
    ];
}
