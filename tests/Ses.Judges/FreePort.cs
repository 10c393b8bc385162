using System.Net;
using System.Net.Sockets;

namespace Ses.Judges;

/// <summary>Finds a port on loopback that nobody uses at the moment.</summary>
public static class FreePort
{
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
