namespace Ses.Delivery;

/// <summary>How a mailbox provider wants to be sent to. Defaults for large ones are shipped (<c>providers.json</c>); <see cref="DeliveryOptions.Providers"/> adds to them and overrides them by name.</summary>
public sealed record ProviderProfile
{
    /// <summary>The name of the profile for everybody else.</summary>
    public const string Default = "default";

    /// <summary>The name of the profile for relays: they are asked for no more than the transport allows.</summary>
    public const string Relay = "relay";

    /// <summary>Its name, such as <c>google</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its mail exchangers are these hosts and those below them.</summary>
    public IReadOnlyList<string> MxSuffixes { get; init; } = [];

    /// <summary>Connections at once, from one source; 10 by default.</summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary>Messages on one connection; 100 by default.</summary>
    public int MaxMessagesPerConnection { get; init; } = 100;

    /// <summary>Messages a second from one source; null for no limit.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>What is done about its answers.</summary>
    public IReadOnlyList<ShapingRule> Rules { get; init; } = [];
}
