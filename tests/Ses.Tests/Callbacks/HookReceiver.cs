using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ses.Tests.Callbacks;

/// <summary>A receiver of callbacks on loopback that answers with the octets it is told to, down to the last one.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly SemaphoreSlim _came = new(0);
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _accepting;

    public HookReceiver(X509Certificate2? certificate = null)
    {
        _listener.Start();
        _accepting = AcceptAsync(certificate);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What is answered; null keeps silent.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => "HTTP/1.1 204 No Content\r\n\r\n";

    /// <summary>Whole requests, head and body, in UTF-8.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public Task WaitAsync(CancellationToken cancellationToken) => _came.WaitAsync(cancellationToken);

    public static string HeaderOf(string request, string name) => request.Split("\r\n").First(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];

    public static string BodyOf(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_talks);
        _stop.Dispose();
        _came.Dispose();
    }

    private async Task AcceptAsync(X509Certificate2? certificate)
    {
        try
        {
            while (true)
                _talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token), certificate));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task TalkAsync(TcpClient client, X509Certificate2? certificate)
    {
        using var closing = client;
        try
        {
            await using Stream stream = certificate is null ? client.GetStream() : new SslStream(client.GetStream());
            if (stream is SslStream tls)
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
            while (await ReadAsync(stream) is { } request)
            {
                _requests.Enqueue(request);
                var answer = Answer(request);
                _came.Release();
                if (answer is not null)
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task<string?> ReadAsync(Stream stream)
    {
        var octets = new List<byte>();
        var buffer = new byte[4_096];
        while (!IsWhole(Encoding.UTF8.GetString([.. octets]), octets.Count))
        {
            var count = await stream.ReadAsync(buffer, _stop.Token);
            if (count == 0)
                return null;
            octets.AddRange(buffer[..count]);
        }

        return Encoding.UTF8.GetString([.. octets]);
    }

    private static bool IsWhole(string text, int octets)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end >= 0 && octets >= end + 4 + int.Parse(HeaderOf(text, "Content-Length"), System.Globalization.CultureInfo.InvariantCulture);
    }
}
