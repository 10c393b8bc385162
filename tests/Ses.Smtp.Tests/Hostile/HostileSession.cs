using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>One connection of a <see cref="HostileServer"/>.</summary>
internal sealed class HostileSession(HostileServer server, Socket socket, IReadOnlyList<string> steps) : IDisposable
{
    private readonly List<byte> _heard = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<byte> _unsaid = [];
    private readonly Lock _lock = new();
    private readonly List<string> _commands = [];
    private readonly List<string> _mails = [];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);

    public IPAddress Client { get; } = ((IPEndPoint)socket.RemoteEndPoint!).Address;

    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_lock)
                return [.. _commands];
        }
    }

    public IReadOnlyList<string> Mails
    {
        get
        {
            lock (_lock)
                return [.. _mails];
        }
    }

    /// <summary>What the client did that the script does not expect.</summary>
    public string? Surprise { get; private set; }

    /// <summary>True once the client has closed or reset.</summary>
    public bool IsLeft { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = cancellationToken.Register(socket.Dispose);
        try
        {
            var mark = 0;
            for (var i = 0; i < steps.Count; i++)
            {
                if (steps[i] == "mark")
                    mark = i;
                else if (steps[i] == "loop")
                    i = mark;
                else if (!await DoAsync(steps[i], cancellationToken))
                    return;
            }

            await FlushAsync();
            await HangAsync();
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            IsLeft = true;
        }
        finally
        {
            server.Leave();
            Dispose();
        }
    }

    public void Dispose() => _stream.Dispose();

    // False where it is over.
    private async Task<bool> DoAsync(string step, CancellationToken cancellationToken)
    {
        var space = step.IndexOf(' ', StringComparison.Ordinal);
        var (verb, rest) = space < 0 ? (step, "") : (step[..space], step[(space + 1)..]);
        if (verb is not (">" or ">>"))
            await FlushAsync();
        switch (verb)
        {
            case ">":
                return await SayAsync(Encoding.UTF8.GetBytes(rest + "\r\n"));
            case ">>":
                return await SayAsync(Script.Unescape(rest));
            case "<":
                return await HearCommandAsync(rest);
            case "<.":
                return await HearMailAsync();
            case "<bdat":
                return await HearChunkAsync();
            case "hear":
                return await HearOctetsAsync(int.Parse(rest, CultureInfo.InvariantCulture)) is not null;
            case "wait":
                var waiting = Task.Delay(TimeOf(rest), server.With.Time, cancellationToken);
                server.Signal("waiting");
                await waiting;
                return true;
            case "drip":
                return await DripAsync(rest, cancellationToken);
            case "flood":
                return await FloodAsync(int.Parse(rest, CultureInfo.InvariantCulture));
            case "repeat":
                return await RepeatAsync(rest);
            case "starttls":
                return await SealAsync(SslProtocols.None);
            case "starttls12":
                return await SealAsync(SslProtocols.Tls12);
            case "signal":
                server.Signal(rest);
                return true;
            case "until":
                await server.Reached(rest).WaitAsync(cancellationToken);
                return true;
            case "hang":
                await HangAsync();
                return false;
            case "close":
                return false;
            case "rst":
                socket.LingerState = new(true, 0);
                socket.Dispose();
                return false;
            case "half":
                socket.Shutdown(SocketShutdown.Send);
                return true;
            default:
                throw new InvalidOperationException($"no such step: {step}");
        }
    }

    private async Task<bool> SayAsync(byte[] octets)
    {
        _unsaid.AddRange(octets);
        if (server.With.Chunking != Chunking.Whole)
            await FlushAsync();
        return true;
    }

    private async Task FlushAsync()
    {
        var octets = _unsaid.ToArray();
        _unsaid.Clear();
        var piece = server.With.Chunking == Chunking.PerOctet ? 1 : Math.Max(1, octets.Length);
        for (var at = 0; at < octets.Length; at += piece)
            await _stream.WriteAsync(octets.AsMemory(at, Math.Min(piece, octets.Length - at)));
    }

    private async Task<bool> HearCommandAsync(string expected)
    {
        if (await HearLineAsync() is not { } line)
            return false;
        lock (_lock)
            _commands.Add(line);
        if (line.StartsWith(expected, StringComparison.OrdinalIgnoreCase))
            return true;
        if (line != "QUIT")
            Surprise = $"'{expected}' was expected, and '{line}' came";
        return false;
    }

    private async Task<bool> HearMailAsync()
    {
        var mail = new StringBuilder();
        while (await HearLineAsync() is { } line)
        {
            if (line == ".")
            {
                lock (_lock)
                    _mails.Add(mail.ToString());
                return true;
            }

            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return false;
    }

    private async Task<bool> HearChunkAsync()
    {
        if (!await HearCommandAsync("BDAT "))
            return false;
        if (await HearOctetsAsync(int.Parse(Commands[^1].Split(' ')[1], CultureInfo.InvariantCulture)) is not { } content)
            return false;
        lock (_lock)
            _mails.Add(content);
        return true;
    }

    // A line up to CRLF, as Latin-1: octets as they are. A bare LF is one of them.
    private async Task<string?> HearLineAsync()
    {
        var searched = 0;
        while (true)
        {
            for (var i = Math.Max(1, searched); i < _heard.Count; i++)
            {
                if (_heard[i] == '\n' && _heard[i - 1] == '\r')
                {
                    var line = Encoding.Latin1.GetString([.. _heard.GetRange(0, i - 1)]);
                    _heard.RemoveRange(0, i + 1);
                    return line;
                }
            }

            searched = _heard.Count;
            if (!await FillAsync())
                return null;
        }
    }

    private async Task<string?> HearOctetsAsync(int count)
    {
        while (_heard.Count < count)
        {
            if (!await FillAsync())
                return null;
        }

        var octets = Encoding.Latin1.GetString([.. _heard.GetRange(0, count)]);
        _heard.RemoveRange(0, count);
        return octets;
    }

    private async Task<bool> FillAsync()
    {
        var count = await _stream.ReadAsync(_buffer);
        _heard.AddRange(_buffer.AsSpan(0, count));
        IsLeft = count == 0;
        return count > 0;
    }

    private async Task HangAsync()
    {
        while (await FillAsync())
            _heard.Clear();
    }

    private async Task<bool> DripAsync(string rest, CancellationToken cancellationToken)
    {
        var space = rest.IndexOf(' ', StringComparison.Ordinal);
        foreach (var octet in Script.Unescape(rest[(space + 1)..]))
        {
            await _stream.WriteAsync(new[] { octet }, cancellationToken);
            await Task.Delay(TimeOf(rest[..space]), server.With.Time, cancellationToken);
        }

        return true;
    }

    private async Task<bool> FloodAsync(int count)
    {
        var block = new byte[64 * 1024];
        Array.Fill(block, (byte)'x');
        for (; count > 0; count -= block.Length)
            await _stream.WriteAsync(block.AsMemory(0, Math.Min(block.Length, count)));
        return true;
    }

    private async Task<bool> RepeatAsync(string rest)
    {
        var space = rest.IndexOf(' ', StringComparison.Ordinal);
        var line = Encoding.UTF8.GetBytes(rest[(space + 1)..] + "\r\n");
        for (var i = 0; i < int.Parse(rest[..space], CultureInfo.InvariantCulture); i++)
            await _stream.WriteAsync(line);
        return true;
    }

    private async Task<bool> SealAsync(SslProtocols versions)
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync(server.With.Certificate!, false, versions, false);
        _stream = tls;
        return true;
    }

    private static TimeSpan TimeOf(string text) => text switch
    {
        [.. var number, 's'] => TimeSpan.FromSeconds(double.Parse(number, CultureInfo.InvariantCulture)),
        [.. var number, 'm'] => TimeSpan.FromMinutes(double.Parse(number, CultureInfo.InvariantCulture)),
        _ => throw new FormatException(text),
    };
}
