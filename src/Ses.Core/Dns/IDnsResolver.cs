using System.Net;

namespace Ses.Dns;

/// <summary>Asks the DNS. Answers carry their TTL, the CNAME chain, and which failure it was; only cancellation throws.</summary>
public interface IDnsResolver
{
    /// <summary>The mail exchangers of a domain (RFC 5321 §5), as served: the null MX (RFC 7505) is a host of <c>"."</c>.</summary>
    ValueTask<DnsAnswer<MxHost>> GetMxAsync(string name, CancellationToken cancellationToken);

    /// <summary>The text records of a name; the strings of one record are joined without spaces.</summary>
    ValueTask<DnsAnswer<string>> GetTxtAsync(string name, CancellationToken cancellationToken);

    /// <summary>The IPv4 and IPv6 addresses of a name.</summary>
    ValueTask<DnsAnswer<IPAddress>> GetAddressesAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names of an address (PTR).</summary>
    ValueTask<DnsAnswer<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken);
}

/// <summary>A mail exchanger.</summary>
/// <param name="Preference">Lower is tried first.</param>
/// <param name="Host">Its name.</param>
public readonly record struct MxHost(int Preference, string Host);

/// <summary>What the DNS said.</summary>
/// <param name="Status">Whether, and if not, why.</param>
/// <param name="Records">The records; empty unless <see cref="DnsStatus.Found"/>.</param>
/// <param name="TimeToLive">How long the answer may be kept.</param>
/// <param name="Aliases">The CNAME chain that was followed, in its order.</param>
public sealed record DnsAnswer<T>(DnsStatus Status, IReadOnlyList<T> Records, TimeSpan TimeToLive, IReadOnlyList<string> Aliases)
{
    /// <summary>An answer with records.</summary>
    public static DnsAnswer<T> Found(IReadOnlyList<T> records, TimeSpan timeToLive) => new(DnsStatus.Found, records, timeToLive, []);

    /// <summary>An answer without.</summary>
    public static DnsAnswer<T> None(DnsStatus status) => new(status, [], TimeSpan.Zero, []);
}

/// <summary>How a question to the DNS ended.</summary>
public enum DnsStatus
{
    /// <summary>There are records.</summary>
    Found,

    /// <summary>The name exists, but has no such record (NODATA).</summary>
    NoRecords,

    /// <summary>The name does not exist (NXDOMAIN).</summary>
    NoSuchName,

    /// <summary>The servers failed or refused (SERVFAIL, REFUSED, lame). Says nothing about the name.</summary>
    ServerFailure,

    /// <summary>No answer in time. Says nothing about the name.</summary>
    Timeout,
}
