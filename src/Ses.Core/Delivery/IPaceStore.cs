namespace Ses.Delivery;

/// <summary>
/// The shared pace: sending slots of a site, handed out so that no two nodes hold the same. What GCRA calls the theoretical arrival time is kept by key,
/// so a limit holds over any sliding second, over all nodes and over restarts. A slot not used is lost.
/// </summary>
public interface IPaceStore
{
    /// <summary>
    /// Reserves consecutive slots of <see cref="PaceRequest.Interval"/>, beginning now or behind the last slot reserved; one grant a request, in their order, as if
    /// each were a call of its own.
    /// </summary>
    ValueTask<IReadOnlyList<PaceGrant>> ReserveAsync(IReadOnlyList<PaceRequest> requests, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Until when the slots of each key are handed out; keys of which none ever was are left out.</summary>
    ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);
}

/// <summary>A wish for slots.</summary>
/// <param name="Key">What is paced: site and source, sender domain or account.</param>
/// <param name="Interval">Time between two messages: 1 second ÷ rate.</param>
/// <param name="Count">How many slots.</param>
/// <param name="Horizon">No slot may begin later than this behind now; fewer or none are granted instead.</param>
public readonly record struct PaceRequest(string Key, TimeSpan Interval, int Count, TimeSpan Horizon);

/// <summary>Slots granted: <c>Start</c>, <c>Start + Interval</c>, … one message each, not before its slot.</summary>
/// <param name="Start">The first slot.</param>
/// <param name="Count">How many; 0 where the horizon is booked out, and then <paramref name="Start"/> is when to ask again.</param>
public readonly record struct PaceGrant(DateTimeOffset Start, int Count);
