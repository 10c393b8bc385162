using Ses.Primitives;

namespace Ses.Delivery;

/// <summary>Where the conditions of sites are kept, so that they hold on all nodes and over restarts: one a (source, site, action).</summary>
public interface ISiteConditionStore
{
    /// <summary>Stores conditions, each in place of the one before.</summary>
    ValueTask PutAsync(IReadOnlyList<SiteCondition> conditions, CancellationToken cancellationToken);

    /// <summary>All conditions that still hold at <paramref name="now"/>.</summary>
    ValueTask<IReadOnlyList<SiteCondition>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>How a site is sent to for a while, from one source: one a (source, site, action).</summary>
/// <param name="Source">The source address; empty where the system chooses.</param>
/// <param name="Site">The site; empty for the source as a whole.</param>
/// <param name="Action">What is done.</param>
/// <param name="Reason">The answer that led to it, for people.</param>
/// <param name="Until">When it ends.</param>
/// <param name="MaxPerSecond">The rate of <see cref="ShapingAction.SlowDown"/>.</param>
/// <param name="MaxConnections">The connections of <see cref="ShapingAction.FewerConnections"/>.</param>
public sealed record SiteCondition(
    string Source, string Site, ShapingAction Action, string Reason, DateTimeOffset Until, double? MaxPerSecond = null, int? MaxConnections = null)
{
    /// <summary>The source address.</summary>
    public string Source { get; init => field = StorableText.Of(value); } = StorableText.Of(Source);

    /// <summary>The site.</summary>
    public string Site { get; init => field = StorableText.Of(value); } = StorableText.Of(Site);

    /// <summary>The answer that led to it.</summary>
    public string Reason { get; init => field = StorableText.Of(value); } = StorableText.Of(Reason);
}
