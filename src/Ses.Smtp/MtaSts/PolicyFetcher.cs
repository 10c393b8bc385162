using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ses.Delivery;
using Ses.Primitives;
using Ses.Smtp.Sending.Dialing;
using Ses.Smtp.Sending.Direct;
using Ses.Smtp.Sending.Sealing;

namespace Ses.Smtp.MtaSts;

/// <summary>
/// Fetches a policy file over HTTPS (RFC 8461 §3.3): a valid certificate, status 200, text/plain, no redirects, 64 KiB, half a minute; and, as its host's name comes from a stranger's
/// DNS, not from this host or a private network.
/// </summary>
internal sealed class PolicyFetcher(SmtpOptions options, Dialer dialer, TimeProvider time, int port = 443)
{
    private const int MaxOctets = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The policy; null where none can be had.</summary>
    public async Task<MtaStsPolicy?> FetchAsync(DomainName domain, string id)
    {
        var host = $"mta-sts.{domain.Value}";
        using var limit = new CancellationTokenSource(Limit, time);
        using var handler = HandlerFor(host);
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using var response = await client.GetAsync(new Uri($"https://{host}/.well-known/mta-sts.txt"), HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.StatusCode != System.Net.HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "text/plain")
                return null;
            var content = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            return await ReadAsync(content, limit.Token).ConfigureAwait(false) is { } file ? PolicyText.ReadPolicy(id, file) : null;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or SocketException)
        {
            return null;
        }
    }

    private static async Task<string?> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxOctets + 1];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length <= MaxOctets ? Encoding.UTF8.GetString(buffer, 0, length) : null;
    }

    private SocketsHttpHandler HandlerFor(string host)
    {
        var judge = new CertificateJudge(options.TrustedRoots, time);
        return new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                CertificateChainPolicy = judge.Options(host, TlsVersion.Tls12, TlsNeed.Verified).CertificateChainPolicy,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => judge.Judge(certificate as X509Certificate2, chain, errors),
            },
            ConnectCallback = async (_, cancellationToken) => await ConnectAsync(host, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<Stream> ConnectAsync(string host, CancellationToken cancellationToken)
    {
        var destination = new Destination(null, host, port, TlsNeed.Verified, EhloName: "", Site: host, IsExchanger: true);
        var found = await dialer.FindAsync(destination, cancellationToken).ConfigureAwait(false);
        if (found.WhyNone is { } why)
            throw new IOException(why);
        var dialed = await dialer.DialAsync(destination, found.Addresses, cancellationToken).ConfigureAwait(false);
        return dialed.Socket is { } socket ? new NetworkStream(socket, ownsSocket: true) : throw new IOException(dialed.Failure!.Fact.Text);
    }
}
