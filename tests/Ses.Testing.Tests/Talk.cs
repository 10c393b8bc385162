using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Ses.Testing.Tests;

/// <summary>A client that says exactly what it is told to.</summary>
internal sealed class Talk : IAsyncDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly StringBuilder _read = new();
    private Stream _stream = Stream.Null;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Connects and hears the banner.</summary>
    public static async Task<Talk> ToAsync(SimulatedMailServer server, bool greets = true)
    {
        var talk = new Talk();
        await talk._client.ConnectAsync(server.EndPoint, Token);
        talk._stream = talk._client.GetStream();
        Assert.StartsWith("220 simulator.ses.internal", await talk.HearAsync(), StringComparison.Ordinal);
        if (greets)
            Assert.StartsWith("250", await talk.SayAsync("EHLO client.example"), StringComparison.Ordinal);
        return talk;
    }

    /// <summary>Writes as it is.</summary>
    public Task WriteAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token).AsTask();

    /// <summary>Says a line and hears the answer.</summary>
    public async Task<string> SayAsync(string line)
    {
        await WriteAsync(line + "\r\n");
        return await HearAsync();
    }

    /// <summary>Says lines, each of which must be answered by its code.</summary>
    public async Task SayAllAsync(params (string Line, int Code)[] lines)
    {
        foreach (var (line, code) in lines)
        {
            var answer = await SayAsync(line);
            Assert.True(answer.StartsWith($"{code}", StringComparison.Ordinal), $"{line} was answered by {answer}");
        }
    }

    /// <summary>Hears one answer, all its lines; empty where the connection has ended.</summary>
    public async Task<string> HearAsync()
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync();
            if (line is null)
                return "";
            lines.Add(line);
            if (line.Length < 4 || line[3] != '-')
                return string.Join('\n', lines);
        }
    }

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream);
#pragma warning disable CA5359 // The server's certificate is its own: nobody vouches for it.
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "simulator.ses.internal", RemoteCertificateValidationCallback = (_, _, _, _) => true }, Token);
#pragma warning restore CA5359
        _stream = tls;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async Task<string?> ReadLineAsync()
    {
        var buffer = new byte[4_096];
        while (true)
        {
            var text = _read.ToString();
            var end = text.IndexOf("\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                _read.Remove(0, end + 2);
                return text[..end];
            }

            var read = await _stream.ReadAsync(buffer, Token);
            if (read == 0)
                return null;
            _read.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
    }
}
