using System.Net.Sockets;
using Ses.Diagnostics.Internal;

namespace Ses.Smtp.Sending.Dialing;

/// <summary>A socket to a mail server that is counted from its beginning to its end, whoever closes it.</summary>
internal sealed class CountedSocket : Socket
{
    private readonly ConnectionMetrics? _connections;
    private int _isClosed;

    public CountedSocket(AddressFamily family, ConnectionMetrics? connections)
        : base(family, SocketType.Stream, ProtocolType.Tcp)
    {
        _connections = connections;
        connections?.Opened();
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            _connections?.Closed();
        base.Dispose(disposing);
    }
}
