using Ses.Ledger;

namespace Ses.Storage.Sql.Operations;

/// <summary>
/// Before which place in the list of due lanes a stream has none, as this process saw it last. Where a session holds an old snapshot, lanes that were emptied leave
/// dead entries at the head of the index, which each listing would walk over. What another process puts before the place is found within a second, when all is
/// looked at again; what this process puts there, at once.
/// </summary>
internal sealed class DueLanesMark
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<MailStream, (LanePlace Place, DateTimeOffset SeenAt)> _marks = [];

    /// <summary>Where to begin to look.</summary>
    public LanePlace Of(MailStream stream, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_marks.TryGetValue(stream, out var mark) || (now - mark.SeenAt).Duration() >= LookAgainAfter)
                return LanePlace.First;
            return mark.Place;
        }
    }

    /// <summary>The first due lane that was found, beginning at a place.</summary>
    public void Saw(MailStream stream, LanePlace begun, LanePlace first, DateTimeOffset now)
    {
        lock (_lock)
            _marks[stream] = (first, begun == LanePlace.First || !_marks.TryGetValue(stream, out var mark) ? now : mark.SeenAt);
    }

    /// <summary>A lane is at a place now.</summary>
    public void Moved(LaneKey lane, DateTimeOffset lookAt)
    {
        lock (_lock)
        {
            if (_marks.TryGetValue(lane.Stream, out var mark) && new LanePlace(lookAt.UtcTicks, lane.Account.Value, lane.RecipientDomain.Value).CompareTo(mark.Place) < 0)
                _marks.Remove(lane.Stream);
        }
    }
}

/// <summary>A place in the list of due lanes.</summary>
/// <param name="LookAt">When the lane is looked at, in UTC ticks.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Domain">To which domain.</param>
internal readonly record struct LanePlace(long LookAt, string Account, string Domain) : IComparable<LanePlace>
{
    /// <summary>Before all others.</summary>
    public static LanePlace First { get; } = new(0, "", "");

    public int CompareTo(LanePlace other)
    {
        var byTime = LookAt.CompareTo(other.LookAt);
        var byAccount = byTime != 0 ? byTime : string.CompareOrdinal(Account, other.Account);
        return byAccount != 0 ? byAccount : string.CompareOrdinal(Domain, other.Domain);
    }
}
