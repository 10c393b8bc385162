using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Ses.Feedback;
using Ses.Smtp.Receiving;

namespace Ses.Smtp.ReturnMail;

/// <summary>Listens for bounces: a bounded number of connections, each for a bounded time.</summary>
internal sealed class BounceListener(BounceListenerOptions options, SesServices services, IFeedback feedback) : IDisposable
{
    private static readonly byte[] TooMany = "421 4.3.2 too many connections, try again later\r\n"u8.ToArray();

    private readonly ILogger _logger = services.Loggers.CreateLogger("Ses.Smtp.ReturnMail");
    private readonly Lock _lock = new();
    private readonly Dictionary<Task, IPAddress> _sessions = [];
    private readonly BounceReceiver _receiver = new(options, services, feedback);
    private CancellationTokenSource _stopping = new();
    private TcpListener? _listener;

    /// <summary>Waits for a connection and begins to serve it; begins to listen first.</summary>
    public async ValueTask AcceptAsync(CancellationToken cancellationToken)
    {
        var socket = await Listening().AcceptSocketAsync(cancellationToken).ConfigureAwait(false);
        socket.NoDelay = true;
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        lock (_lock)
        {
            var isTooMany = _sessions.Count >= options.MaxConnections || _sessions.Values.Count(address.Equals) >= options.MaxConnectionsPerAddress;
            var session = isTooMany ? TurnAwayAsync(socket) : ServeAsync(socket, _stopping.Token);
            _sessions.Add(session, address);
            _ = session.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Takes no more connections, and waits for those that are open; they are cut off when patience ends.</summary>
    public async ValueTask StopAsync(CancellationToken patience)
    {
        var stopping = _stopping;
        _stopping = new();
        _listener?.Dispose();
        _listener = null;
        Task[] open;
        lock (_lock)
            open = [.. _sessions.Keys];
        // An idle client would wait for its time limit: between messages it is told to go at once.
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(open).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private TcpListener Listening()
    {
        if (_listener is { } listening)
            return listening;
        var listener = new TcpListener(options.EndPoint);
        try
        {
            listener.Start(backlog: 128);
        }
        catch (SocketException error)
        {
            listener.Dispose();
            throw new IOException($"Bounces cannot be received at {options.EndPoint}: {error.Message}. Choose another place: smtp.ReceiveBounces(new IPEndPoint(IPAddress.Any, 2525))", error);
        }

        _logger.Listening(options.EndPoint);
        return _listener = listener;
    }

    private void Forget(Task session)
    {
        lock (_lock)
            _sessions.Remove(session);
    }

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        await Task.Yield();
        using var limit = new CancellationTokenSource(options.MaxConnectionTime, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var session = new SmtpSession(new NetworkStream(socket, ownsSocket: true), _receiver, SessionOptions());
        try
        {
            await session.RunAsync(either.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A client that goes away, breaks TLS or takes too long ends its own connection, nothing else.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.ConnectionEnded(error);
        }
        finally
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task TurnAwayAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            await socket.SendAsync(TooMany).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            _logger.ConnectionEnded(error);
        }
        finally
        {
            socket.Dispose();
        }
    }

    private SmtpSessionOptions SessionOptions() => new()
    {
        HostName = options.HostName ?? services.Options.Identity.ReturnPathMx ?? "localhost",
        MaxMessageOctets = options.MaxMessageOctets,
        Certificate = options.Certificate,
    };
}
