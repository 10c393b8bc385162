using System.Net.Security;
using System.Security.Authentication;
using Ses.Ledger;
using Ses.Smtp.Sending.Direct;

namespace Ses.Smtp.Sending.Sealing;

/// <summary>Puts TLS over a connection, looks at the certificate, and lets the wire go on over it.</summary>
internal sealed class TlsHandshake(SmtpOptions options, TimeProvider time)
{
    public async Task<TlsFacts> RunAsync(SmtpWire wire, Destination destination, TlsNeed need)
    {
        var judge = new CertificateJudge(options.TrustedRoots, time);
        var tls = new SslStream(wire.Stream, leaveInnerStreamOpen: false);
        wire.Limit(options.Timeouts.Handshake, "the TLS handshake");
        try
        {
            await tls.AuthenticateAsClientAsync(judge.Options(destination.Host, options.MinimumTls, need), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AuthenticationException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            var doubt = judge is { HasJudged: true, Doubt: { } why } && need == TlsNeed.Verified ? $"the certificate of {destination.Host} is not valid: {why}" : null;
            throw new TlsFailedException(doubt ?? $"the TLS handshake failed: {SmtpReplies.Sanitize(error.InnerException?.Message ?? error.Message)}", isLasting: true);
        }

        wire.EndLimit();
        wire.Use(tls);
        return judge.FactsOf(tls.SslProtocol, tls.NegotiatedCipherSuite.ToString());
    }
}
