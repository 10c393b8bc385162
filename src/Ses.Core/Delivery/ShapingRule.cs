namespace Ses.Delivery;

/// <summary>What is done about a site's answer, from one source: rules as data, shipped for large providers and added to by <see cref="DeliveryOptions.Shaping"/>.</summary>
public sealed record ShapingRule
{
    /// <summary>For this provider (a name of <see cref="ProviderProfile"/>); null for all.</summary>
    public string? Provider { get; init; }

    /// <summary>The reply code, such as 421; null for any 4xx or 5xx.</summary>
    public int? Code { get; init; }

    /// <summary>The enhanced code, or its beginning, such as <c>4.7.28</c> or <c>4.7.</c>; null for any.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>A part of the text, any case; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>What is done.</summary>
    public required ShapingAction Action { get; init; }

    /// <summary>For how long.</summary>
    public required TimeSpan For { get; init; }

    /// <summary>Messages a second, for <see cref="ShapingAction.SlowDown"/>.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>Connections, for <see cref="ShapingAction.FewerConnections"/>; 1 by default.</summary>
    public int MaxConnections { get; init; } = 1;

    /// <summary>How many such answers it takes; 1 by default.</summary>
    public int Threshold { get; init; } = 1;

    /// <summary>Within which time they must come; 1 hour by default.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromHours(1);

    /// <summary>True where the answer is about pace though it says 5xx: the delivery is tried again (QQ refuses hurried mail with 550).</summary>
    public bool IsTemporary { get; init; }
}

/// <summary>What a shaping rule does to a source × site.</summary>
public enum ShapingAction
{
    /// <summary>Nothing but what <see cref="ShapingRule.IsTemporary"/> says.</summary>
    None,

    /// <summary>Fewer messages a second.</summary>
    SlowDown,

    /// <summary>Fewer connections.</summary>
    FewerConnections,

    /// <summary>No mail from this source to this site.</summary>
    SuspendSite,

    /// <summary>No mail from this source to anyone.</summary>
    SuspendSource,
}
