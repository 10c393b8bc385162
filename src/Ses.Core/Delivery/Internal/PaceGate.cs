using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>Reserves sending slots of a site. A slot is good for <see cref="Tolerance"/>; one that is missed is lost, never made up for.</summary>
internal sealed class PaceGate(IPaceStore store, DeliveryOptions options, NodeSession session)
{
    /// <summary>How late behind its slot an attempt may begin. The interval is longer by it, so that no sliding second ever holds more than the rate.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(2);

    /// <summary>Slots for so many attempts, or as many as there are within the horizon.</summary>
    public async ValueTask<PacedSlots> ReserveAsync(string site, int count, CancellationToken cancellationToken)
    {
        if (options.MaxPerSecondPerSite is not { } rate || count == 0)
            return PacedSlots.Unpaced;
        var interval = (TimeSpan.FromSeconds(1) + Tolerance) / rate;
        var grants = await store.ReserveAsync([new("site:" + site, interval, count, Horizon)], session.Now, cancellationToken).ConfigureAwait(false);
        return new(grants[0].Start, interval, grants[0].Count);
    }

    /// <summary>True where an attempt would begin too late for its slot.</summary>
    public static bool IsMissed(DateTimeOffset? slot, DateTimeOffset now) => slot is { } at && now > at + Tolerance;
}

/// <summary>Slots that were granted.</summary>
/// <param name="Start">The first.</param>
/// <param name="Interval">Between two.</param>
/// <param name="Slots">How many; the rest must ask again.</param>
internal sealed record PacedSlots(DateTimeOffset Start, TimeSpan Interval, int Slots)
{
    public static PacedSlots Unpaced { get; } = new(default, TimeSpan.Zero, int.MaxValue);

    /// <summary>When those without a slot may ask again.</summary>
    public DateTimeOffset AskAgainAt => Start + (Interval * Slots);

    public DateTimeOffset? SlotOf(int index) => Interval == TimeSpan.Zero ? null : Start + (Interval * index);
}
