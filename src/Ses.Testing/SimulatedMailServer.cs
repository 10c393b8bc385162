using System.Net;
using System.Net.Sockets;
using Ses.Smtp.Receiving;

namespace Ses.Testing;

/// <summary>
/// A real SMTP server on loopback that answers by the recipient's local part, as a mailbox simulator does (see <see cref="SimulatedMailbox"/>), and counts what
/// it saw. Nothing leaves the machine.
/// </summary>
public sealed class SimulatedMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SimulatedReceiver _receiver;
    private readonly SmtpSessionOptions _sessionOptions;
    private readonly SimulatedCertificate? _certificate;
    private readonly HashSet<Task> _sessions = [];
    private readonly Task _accepting;
    private int _disposed;

    private SimulatedMailServer(SimulatedMailServerOptions options)
    {
        Log = new SimulatedServerLog(options.KeepMessages);
        _receiver = new(options, Log, options.Time);
        _certificate = options.OfferStartTls ? SimulatedCertificate.Create() : null;
        _sessionOptions = new() { HostName = "simulator.ses.internal", MaxMessageOctets = options.MaxMessageOctets, Certificate = _certificate?.Value };
        _listener = new(IPAddress.Loopback, options.Port);
        _listener.Start(backlog: 512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>On which port.</summary>
    public int Port => EndPoint.Port;

    /// <summary>What it saw.</summary>
    public SimulatedServerLog Log { get; }

    /// <summary>Starts a server; a free port is chosen unless the options name one.</summary>
    public static SimulatedMailServer Start(SimulatedMailServerOptions? options = null) => new(options ?? new());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Stop();
        Task[] sessions;
        lock (_sessions)
            sessions = [.. _sessions];
        await Task.WhenAll(sessions).ConfigureAwait(false);
        _stopping.Dispose();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
            {
                return;
            }

            socket.NoDelay = true;
            var session = ServeAsync(socket);
            lock (_sessions)
                _sessions.Add(session);
            _ = session.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Forget(Task session)
    {
        lock (_sessions)
            _sessions.Remove(session);
    }

    private async Task ServeAsync(Socket socket)
    {
        Log.Connected();
        var session = new SmtpSession(new NetworkStream(socket, ownsSocket: true), _receiver, _sessionOptions);
        try
        {
            await session.RunAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone, or the server stops: the log has what came before.
        }
        finally
        {
            Log.Disconnected(session.IsTls);
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }
}
