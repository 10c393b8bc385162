using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ses.Smtp.Tests.Dns;

/// <summary>
/// A DNS server over UDP and TCP on one port of loopback, of the test's own: it answers by name and type what it is told, and fails as it is told. Names without
/// records do not exist.
/// </summary>
internal sealed class ScriptedDns : IAsyncDisposable
{
    public const int A = 1, Cname = 5, Ptr = 12, Mx = 15, Txt = 16, Aaaa = 28;

    private readonly UdpClient _udp;
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<(string Name, int Type), List<(byte[] Data, int Ttl)>> _records = [];
    private readonly ConcurrentDictionary<string, DnsFault> _faults = [];
    private readonly ConcurrentQueue<string> _questions = [];
    private readonly Task[] _serving;

    private ScriptedDns()
    {
        (_tcp, _udp) = Bind();
        _serving = [ServeUdpAsync(), ServeTcpAsync()];
    }

    public IPEndPoint EndPoint => (IPEndPoint)_tcp.LocalEndpoint;

    /// <summary>Every question as <c>udp name type</c>.</summary>
    public IReadOnlyList<string> Questions => [.. _questions];

    public static ScriptedDns Start() => new();

    public ScriptedDns AddMx(string name, int preference, string host, int ttl = 300) => Add(name, Mx, [.. BigEndian(preference), .. Name(host)], ttl);

    public ScriptedDns AddTxt(string name, params string[] strings) => Add(name, Txt, [.. strings.SelectMany(text => (byte[])[(byte)text.Length, .. Encoding.ASCII.GetBytes(text)])], 300);

    public ScriptedDns AddAddress(string name, string address, int ttl = 300)
    {
        var parsed = IPAddress.Parse(address);
        return Add(name, parsed.AddressFamily == AddressFamily.InterNetwork ? A : Aaaa, parsed.GetAddressBytes(), ttl);
    }

    public ScriptedDns AddAlias(string name, string to, int ttl = 300) => Add(name, Cname, Name(to), ttl);

    public ScriptedDns AddPtr(string name, string to) => Add(name, Ptr, Name(to), 300);

    public ScriptedDns Remove(string name, int type)
    {
        _records.TryRemove((Key(name), type), out _);
        return this;
    }

    public ScriptedDns Fail(string name, DnsFault fault)
    {
        _faults[Key(name)] = fault;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _udp.Dispose();
        _tcp.Dispose();
        await Task.WhenAll(_serving);
        _stopping.Dispose();
    }

    private static (TcpListener Tcp, UdpClient Udp) Bind()
    {
        for (var tries = 0; ; tries++)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            try
            {
                return (tcp, new UdpClient((IPEndPoint)tcp.LocalEndpoint));
            }
            catch (SocketException) when (tries < 20)
            {
                tcp.Dispose();
            }
        }
    }

    private ScriptedDns Add(string name, int type, byte[] data, int ttl)
    {
        _records.AddOrUpdate((Key(name), type), _ => [(data, ttl)], (_, list) => [.. list, (data, ttl)]);
        return this;
    }

    private async Task ServeUdpAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var asked = await _udp.ReceiveAsync(_stopping.Token);
                if (Answer(asked.Buffer, isUdp: true) is { } answer)
                    await _udp.SendAsync(answer, asked.RemoteEndPoint, _stopping.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // Stopped, or the asker has gone: the loop sees which.
            }
        }
    }

    private async Task ServeTcpAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var client = await _tcp.AcceptTcpClientAsync(_stopping.Token);
                var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _stopping.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(question, _stopping.Token);
                if (Answer(question, isUdp: false) is { } answer)
                    await stream.WriteAsync((byte[])[.. BigEndian(answer.Length), .. answer], _stopping.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
            {
                // As above.
            }
        }
    }

    private byte[]? Answer(byte[] question, bool isUdp)
    {
        var (name, type, end) = ReadQuestion(question);
        _questions.Enqueue($"{(isUdp ? "udp" : "tcp")} {name} {type}");
        var fault = _faults.GetValueOrDefault(Key(name));
        if (fault == DnsFault.Mute)
            return null;
        if (fault == DnsFault.Garbage)
            return [.. question[..2], 0x81, 0x80, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xc0, 0x0c, 0xff];
        var truncates = isUdp && fault == DnsFault.Truncated;
        var answers = truncates || fault is DnsFault.ServerFailure or DnsFault.Refused ? [] : Find(Key(name), type).ToList();
        var code = fault switch
        {
            DnsFault.ServerFailure => 2,
            DnsFault.Refused => 5,
            _ when answers.Count == 0 && !truncates && !_records.Keys.Any(key => key.Name == Key(name)) => 3,
            _ => 0,
        };
        var message = new List<byte>([.. question[..2], (byte)(0x81 | (truncates ? 0x02 : 0)), (byte)(0x80 | code), 0, 1, .. BigEndian(answers.Count), 0, 0, 0, 0]);
        message.AddRange(question[12..end]);
        foreach (var (owner, answerType, data, ttl) in answers)
            message.AddRange([.. Name(owner), .. BigEndian(answerType), 0, 1, 0, 0, .. BigEndian(ttl), .. BigEndian(data.Length), .. data]);
        return [.. message];
    }

    private IEnumerable<(string Owner, int Type, byte[] Data, int Ttl)> Find(string name, int type)
    {
        if (_records.TryGetValue((name, type), out var records))
            return records.Select(record => (name, type, record.Data, record.Ttl));
        if (type == Cname || !_records.TryGetValue((name, Cname), out var alias))
            return [];
        var target = ReadName(alias[0].Data, 0).Name;
        // As a recursive server does, what the alias leads to comes along; unless the test wants to see whether it is asked for.
        var rest = _faults.GetValueOrDefault(name) == DnsFault.AliasOnly ? [] : Find(Key(target), type);
        return [(name, Cname, alias[0].Data, alias[0].Ttl), .. rest];
    }

    private static (string Name, int Type, int End) ReadQuestion(byte[] message)
    {
        var (name, end) = ReadName(message, 12);
        return (name, BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(end)), end + 4);
    }

    private static (string Name, int End) ReadName(byte[] message, int at)
    {
        var labels = new List<string>();
        while (message[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
            at += message[at] + 1;
        }

        return (string.Join('.', labels), at + 1);
    }

    private static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static byte[] BigEndian(int number) => [(byte)(number >> 8), (byte)number];

    private static string Key(string name) => name.TrimEnd('.').ToLowerInvariant();
}

/// <summary>How a name fails.</summary>
internal enum DnsFault
{
    None,
    ServerFailure,
    Refused,
    Mute,
    Truncated,
    Garbage,
    AliasOnly,
}
