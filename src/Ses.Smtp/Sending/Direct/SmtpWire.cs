using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Ses.Ledger;

namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// The bytes of one connection: replies in, commands and content out, each within its time. One read is always under way before something is written, so that what a
/// server says unasked is seen, with TLS too.
/// </summary>
internal sealed class SmtpWire : IDisposable
{
    private const int Block = 64 * 1024;

    private readonly Socket _socket;
    private readonly Watchdog _watchdog;
    private readonly ReplyAssembler _reply = new();
    private readonly byte[] _input = new byte[8 * 1024];
    private readonly Lock _lock = new();
    private Stream _stream;
    private ValueTask<int> _read;
    private bool _isReading;
    private int _start;
    private int _end;
    private string _waitingFor = "";
    private WireException? _fault;

    public SmtpWire(Socket socket, TimeProvider time)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: false);
        _watchdog = new(time, () => Abort(WireFault.TimedOut, $"{_waitingFor} took too long"));
        LocalAddress = (socket.LocalEndPoint as IPEndPoint)?.Address;
    }

    public IPAddress? LocalAddress { get; }

    public Stream Stream => _stream;

    /// <summary>The last reply, as a record of it.</summary>
    public SmtpReplyFact Reply => _reply.Fact;

    public string ReplyText => _reply.Text;

    /// <summary>True where the server has said something that was not read yet, or has closed.</summary>
    public bool HasInput
    {
        get
        {
            if (_start < _end)
                return true;
            BeginRead();
            return _read.IsCompleted;
        }
    }

    /// <summary>True where octets were read that belong to no reply yet.</summary>
    public bool HasUnread => _start < _end;

    /// <summary>Goes on over another stream, which wraps the present one.</summary>
    public void Use(Stream stream) => _stream = stream;

    /// <summary>Bounds all that follows, up to <see cref="EndWhole"/>.</summary>
    public void BeginWhole(TimeSpan limit) => _watchdog.BeginWhole(limit);

    public void EndWhole() => _watchdog.EndWhole();

    /// <summary>Bounds what another does with <see cref="Stream"/>.</summary>
    public void Limit(TimeSpan limit, string step)
    {
        _waitingFor = step;
        _watchdog.Arm(limit);
    }

    public void EndLimit() => _watchdog.Disarm();

    /// <summary>The next reply's code. Throws <see cref="WireException"/> where none comes in time, or what comes is none.</summary>
    // Pooled, as all that waits with it is: a mail allocates 0.6 KB on its way through the transport, without that 1.5.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadReplyAsync(TimeSpan limit, string step, Transcript log)
    {
        _reply.Reset();
        var isLimited = false;
        while (!(_start < _end && FeedReply(log)))
        {
            if (!isLimited)
                Limit(limit, step);
            isLimited = true;
            await FillAsync().ConfigureAwait(false);
        }

        if (isLimited)
            _watchdog.Disarm();
        return _reply.Fault is null ? _reply.Code : throw new WireException(WireFault.Protocol, $"{step}: {_reply.Fault}");
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, TimeSpan limit, string step)
    {
        try
        {
            // What the system takes at once needs no limit.
            var write = _stream.WriteAsync(octets, CancellationToken.None);
            if (!write.IsCompleted)
                Limit(limit, step);
            await write.ConfigureAwait(false);
        }
        catch (Exception error) when (IsOfNetwork(error))
        {
            throw Failed(error);
        }

        _watchdog.Disarm();
    }

    /// <summary>Writes in blocks, each within the limit, and leaves the last one to be written; null where the server said something meanwhile.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> WriteButLastAsync(ReadOnlyMemory<byte> octets, TimeSpan limit, string step)
    {
        while (octets.Length > Block)
        {
            await WriteAsync(octets[..Block], limit, step).ConfigureAwait(false);
            octets = octets[Block..];
            if (HasInput)
                return null;
        }

        return octets;
    }

    /// <summary>Ends the connection from outside; what waits on it fails with the first reason given.</summary>
    public void Abort(WireFault fault, string reason)
    {
        lock (_lock)
            _fault ??= new(fault, reason);
        _socket.Dispose();
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _socket.Dispose();
        _stream.Dispose();
        if (_isReading)
            _ = EndReadAsync(_read);
        _isReading = false;
    }

    private static async Task EndReadAsync(ValueTask<int> read)
    {
        try
        {
            await read.ConfigureAwait(false);
        }
        catch (Exception error) when (IsOfNetwork(error))
        {
            // The connection is closed, and so is what waited on it.
        }
    }

    private bool FeedReply(Transcript log)
    {
        var isComplete = _reply.Feed(_input.AsSpan(_start, _end - _start), log, out var taken);
        _start += taken;
        return isComplete;
    }

    private void BeginRead()
    {
        if (_isReading)
            return;
        if (_start > 0)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            (_start, _end) = (0, _end - _start);
        }

        _isReading = true;
#pragma warning disable CA2012 // The one read under way is awaited once: by the reply that needs it, or when the wire is disposed.
        try
        {
            _read = _stream.ReadAsync(_input.AsMemory(_end), CancellationToken.None);
        }
        catch (Exception error) when (IsOfNetwork(error))
        {
            _read = ValueTask.FromException<int>(error);
        }
#pragma warning restore CA2012
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FillAsync()
    {
        BeginRead();
        int count;
        try
        {
            count = await _read.ConfigureAwait(false);
        }
        catch (Exception error) when (IsOfNetwork(error))
        {
            throw Failed(error);
        }
        finally
        {
            _isReading = false;
        }

        if (count == 0)
            throw Failed(null);
        _end += count;
    }

    private WireException Failed(Exception? error)
    {
        lock (_lock)
            return _fault ?? new(WireFault.Lost, error is null ? "the server closed the connection" : $"the connection was lost ({ReasonOf(error)})");
    }

    private static string ReasonOf(Exception error) => (error as SocketException ?? error.InnerException as SocketException)?.SocketErrorCode.ToString() ?? error.GetType().Name;

    private static bool IsOfNetwork(Exception error) => error is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;
}
