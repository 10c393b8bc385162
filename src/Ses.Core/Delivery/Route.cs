using System.Net;

namespace Ses.Delivery;

/// <summary>Where an attempt goes: hosts in the order in which they are to be tried, and from which address.</summary>
/// <param name="Targets">At least one; equals are already shuffled.</param>
/// <param name="EhloName">How we greet.</param>
/// <param name="Source">The local address to send from; null for the system's choice.</param>
/// <param name="Site">The receiving site that pace and circuits are kept by: relay, MX roll-up or recipient domain.</param>
public sealed record Route(IReadOnlyList<RouteTarget> Targets, string EhloName, IPAddress? Source, string Site)
{
    /// <summary>The provider whose rules hold, a name of <see cref="ProviderProfile"/>.</summary>
    public string Provider { get; init; } = ProviderProfile.Default;

    /// <summary>Connections to the site at once, from this source; the transport's own limit holds too.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>Messages on one connection; the transport's own limit holds too.</summary>
    public int MaxMessagesPerConnection { get; init; } = int.MaxValue;

    /// <summary>The source as conditions and pace name it; empty where the system chooses.</summary>
    public string SourceName => Source?.ToString() ?? "";

    /// <summary>True where the targets are the recipient domain's own exchangers, as the DNS names them: MTA-STS applies, and no address of this host or of a private network is dialed.</summary>
    public bool IsToExchangers { get; init; }
}

/// <summary>One host.</summary>
/// <param name="Host">Name or address literal.</param>
/// <param name="Port">TCP port; 25 for MX hosts.</param>
/// <param name="Tls">Whether TLS is used.</param>
/// <param name="Credentials">For a relay that asks for AUTH; null for none.</param>
public sealed record RouteTarget(string Host, int Port = 25, TlsMode Tls = TlsMode.Opportunistic, NetworkCredential? Credentials = null);

/// <summary>Whether TLS is used with a host.</summary>
public enum TlsMode
{
    /// <summary>STARTTLS where it is offered, with any certificate; without it where it fails (RFC 7435).</summary>
    Opportunistic,

    /// <summary>STARTTLS with a certificate that is valid for the host, or no mail.</summary>
    Required,

    /// <summary>TLS from the first byte (RFC 8314), with a certificate that is valid for the host.</summary>
    Implicit,

    /// <summary>Never.</summary>
    None,
}
