using System.Net;
using System.Security.Cryptography.X509Certificates;
using Ses.Primitives;

namespace Ses.Smtp.ReturnMail;

/// <summary>Options of taking bounces in by SMTP.</summary>
public sealed class BounceListenerOptions
{
    /// <summary>Listens at <paramref name="endPoint"/>.</summary>
    public BounceListenerOptions(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        EndPoint = endPoint;
    }

    /// <summary>Where to listen.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The name in the banner; null for <see cref="SesIdentity.ReturnPathMx"/>.</summary>
    public string? HostName { get; set; }

    /// <summary>Addresses that are taken besides return paths: those given to feedback loops, postmaster. Empty by default.</summary>
    public ISet<EmailAddress> ReportAddresses { get; } = new HashSet<EmailAddress>();

    /// <summary>Octets of a mail at most; 10 MiB by default. A larger one is refused with 552.</summary>
    public long MaxMessageOctets { get; set; } = 10 * 1024 * 1024;

    /// <summary>Connections at once; 50 by default. Further ones are answered 421.</summary>
    public int MaxConnections { get; set; } = 50;

    /// <summary>Connections at once from one address; 10 by default.</summary>
    public int MaxConnectionsPerAddress { get; set; } = 10;

    /// <summary>How long a connection may last; 10 minutes by default.</summary>
    public TimeSpan MaxConnectionTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For STARTTLS; null, the default, does not offer it.</summary>
    public X509Certificate2? Certificate { get; set; }
}
