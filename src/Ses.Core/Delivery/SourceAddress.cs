using System.Net;

namespace Ses.Delivery;

/// <summary>A local address that mail is sent from: sockets are bound to it, and it greets with a name of its own.</summary>
public sealed record SourceAddress
{
    /// <summary>The pool that a route names where it says nothing else.</summary>
    public const string SharedPool = "shared";

    /// <summary>The address; it must be on this host, or the source is set aside and the log says so.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The name in EHLO; it should resolve to the address, and the address to it. Null for <see cref="SesIdentity.EhloName"/>.</summary>
    public string? EhloName { get; init; }

    /// <summary>The pool it belongs to; <see cref="SharedPool"/> by default. Routes choose a pool.</summary>
    public string Pool { get; init; } = SharedPool;

    /// <summary>Messages a second from this address, over all its receivers; null for no limit. A dedicated IP has 30 (guide, Dedicated IP).</summary>
    public double? MaxPerSecond { get; init; }
}
