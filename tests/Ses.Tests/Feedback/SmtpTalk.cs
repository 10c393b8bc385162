using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ses.Tests.Feedback;

/// <summary>A conversation with an SMTP server, line by line.</summary>
internal sealed class SmtpTalk : IAsyncDisposable
{
    private readonly TcpClient _client = new();
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private SmtpTalk(TcpClient client)
    {
        _client = client;
        _reader = new(client.GetStream(), Encoding.UTF8);
        _writer = new(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
    }

    /// <summary>Connects, as soon as the server listens.</summary>
    public static async Task<SmtpTalk> ConnectAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return new(client);
            }
            catch (SocketException) when (tries < 600)
            {
                client.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>The last line of the next answer; null at the end of the connection.</summary>
    public async Task<string?> AnswerAsync()
    {
        while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length < 4 || line[3] != '-')
                return line;
        }

        return null;
    }

    public async Task<string?> SayAsync(string command)
    {
        await _writer.WriteLineAsync(command);
        return await AnswerAsync();
    }

    /// <summary>Begins a transaction up to the recipient, and returns what is answered to that.</summary>
    public async Task<string?> AddressAsync(string recipient)
    {
        Assert.StartsWith("220", await AnswerAsync());
        Assert.StartsWith("250", await SayAsync("EHLO mx.reader.example"));
        Assert.StartsWith("250", await SayAsync("MAIL FROM:<>"));
        return await SayAsync($"RCPT TO:<{recipient}>");
    }

    public async Task<string?> SendAsync(string mail)
    {
        Assert.StartsWith("354", await SayAsync("DATA"));
        return await SayAsync(mail.ReplaceLineEndings("\r\n") + "\r\n.");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
