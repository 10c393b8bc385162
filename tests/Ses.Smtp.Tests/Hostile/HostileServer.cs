using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ses.Judges;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>A mail server over raw sockets that follows a script for each connection: the n-th script for the n-th one, the last for all others.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly string[] _scripts;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = [];
    private readonly List<HostileSession> _sessions = [];
    private readonly List<Task> _running = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private int _open;

    private HostileServer(Settings settings, string[] scripts)
    {
        With = settings;
        _scripts = scripts;
        var address = settings.Address ?? IPAddress.Loopback;
        _listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(address, settings.Port ?? FreePort.Find()));
        _listener.Listen(128);
        _accepting = AcceptAsync();
    }

    public Settings With { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What each connection said and heard, in the order in which they came.</summary>
    public IReadOnlyList<HostileSession> Sessions
    {
        get
        {
            lock (_lock)
                return [.. _sessions];
        }
    }

    /// <summary>All mails heard to their end, dots unstuffed.</summary>
    public IReadOnlyList<string> Mails => [.. Sessions.SelectMany(session => session.Mails)];

    /// <summary>All commands heard.</summary>
    public IReadOnlyList<string> Commands => [.. Sessions.SelectMany(session => session.Commands)];

    /// <summary>Where the client did not do what the script expects.</summary>
    public IReadOnlyList<string> Surprises => [.. Sessions.Select(session => session.Surprise).OfType<string>()];

    public int MostOpen { get; private set; }

    public static HostileServer Start(params string[] scripts) => new(new(), scripts);

    public static HostileServer Start(Settings settings, params string[] scripts) => new(settings, scripts);

    /// <summary>Waits until a script says <c>signal name</c>.</summary>
    public Task Reached(string signal) => SignalOf(signal).Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

    public void Signal(string name) => SignalOf(name).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running);
        _stopping.Dispose();
    }

    private TaskCompletionSource SignalOf(string name) => _signals.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stopping.Token);
                socket.NoDelay = true;
                lock (_lock)
                {
                    var session = new HostileSession(this, socket, Script.Parse(_scripts[Math.Min(_sessions.Count, _scripts.Length - 1)]));
                    _sessions.Add(session);
                    MostOpen = Math.Max(MostOpen, ++_open);
                    _running.Add(session.RunAsync(_stopping.Token));
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>A session is over; its client sees that later.</summary>
    public void Leave()
    {
        lock (_lock)
            _open--;
    }

    /// <summary>How it is set up.</summary>
    internal sealed record Settings
    {
        public IPAddress? Address { get; init; }

        public int? Port { get; init; }

        public Chunking Chunking { get; init; }

        public TimeProvider Time { get; init; } = TimeProvider.System;

        public X509Certificate2? Certificate { get; init; }
    }
}
