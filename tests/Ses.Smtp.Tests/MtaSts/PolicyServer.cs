using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ses.Smtp.Tests.MtaSts;

/// <summary>An HTTPS server on loopback that serves one answer, whatever is asked.</summary>
internal sealed class PolicyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;
    private int _requests;

    public PolicyServer(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Requests heard.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public string LastRequest { get; private set; } = "";

    /// <summary>The whole answer, headers and all; null for none.</summary>
    public string? Answer { get; set; }

    public void Serve(string policy, string status = "200 OK", string type = "text/plain", string more = "") =>
        Answer = $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {policy.Length}\r\nConnection: close\r\n{more}\r\n{policy}";

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stopping.Token);
                var buffer = new byte[8 * 1024];
                var read = await tls.ReadAsync(buffer, _stopping.Token);
                if (read == 0)
                    continue;
                LastRequest = Encoding.ASCII.GetString(buffer, 0, read);
                Interlocked.Increment(ref _requests);
                if (Answer is not null)
                    await tls.WriteAsync(Encoding.ASCII.GetBytes(Answer), _stopping.Token);
                else
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stopping.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException or IOException or AuthenticationException)
            {
                // The client did not like the certificate, or the server stops.
            }
        }
    }
}
