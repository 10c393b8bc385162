using System.Text;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Smtp.Sending.Sealing;

namespace Ses.Smtp.Sending.Direct;

/// <summary>Banner, EHLO or HELO, STARTTLS and EHLO again. Throws <see cref="SmtpRefusedException"/>, <see cref="WireException"/> or <see cref="TlsFailedException"/>.</summary>
internal sealed class Greeting(SmtpWire wire, SmtpOptions options, Destination destination, Transcript log)
{
    private readonly SmtpTimeouts _timeouts = options.Timeouts;

    public async Task<(ServerKeywords Keywords, TlsFacts? Tls)> RunAsync(TlsNeed tls, TimeProvider time)
    {
        await ReadBannerAsync().ConfigureAwait(false);
        var keywords = await HelloAsync().ConfigureAwait(false);
        if (tls == TlsNeed.Never || (tls == TlsNeed.Opportunistic && !keywords.StartTls))
            return (keywords, null);
        if (!keywords.StartTls)
            throw new TlsFailedException("TLS is required for this mail, and the server does not offer STARTTLS", isLasting: false);
        await AskForTlsAsync().ConfigureAwait(false);
        var facts = await new TlsHandshake(options, time).RunAsync(wire, destination, tls).ConfigureAwait(false);
        log.Note($"{facts.Version}, {facts.Cipher}, {(facts.IsVerified ? "verified" : "not verified: " + facts.Doubt)}, {facts.Subject}");
        try
        {
            // RFC 3207 §4.2: what was said before is forgotten.
            return (await HelloAsync().ConfigureAwait(false), facts);
        }
        catch (WireException lost) when (lost.Fault == WireFault.Lost)
        {
            // With TLS 1.3 a server says only now that it did not like the handshake.
            throw new TlsFailedException($"the TLS handshake failed: {lost.Message}", isLasting: true);
        }
    }

    private async ValueTask ReadBannerAsync()
    {
        var code = await wire.ReadReplyAsync(_timeouts.Banner, "the banner", log).ConfigureAwait(false);
        if (code is >= 400 and <= 599)
            throw new SmtpRefusedException(wire.Reply, SmtpPhase.Connect);
        if (code != 220)
            throw new WireException(WireFault.Protocol, $"the banner is {code}, which means nothing there");
        if (wire.HasUnread)
            throw new WireException(WireFault.Protocol, "the server went on talking behind its banner");
    }

    private async ValueTask<ServerKeywords> HelloAsync()
    {
        var code = await SayAsync($"EHLO {destination.EhloName}\r\n").ConfigureAwait(false);
        if (code == 250)
            return ServerKeywords.Read(wire.ReplyText);
        // RFC 5321 §3.2: a server that knows no EHLO is greeted as of old.
        if (code is >= 500 and <= 599)
            code = await SayAsync($"HELO {destination.EhloName}\r\n").ConfigureAwait(false);
        if (code is >= 400 and <= 599)
            throw new SmtpRefusedException(wire.Reply, SmtpPhase.Hello);
        return code == 250 ? ServerKeywords.None : throw new WireException(WireFault.Protocol, $"the answer to EHLO is {code}, which means nothing there");
    }

    private async ValueTask AskForTlsAsync()
    {
        var code = await SayAsync("STARTTLS\r\n").ConfigureAwait(false);
        if (code != 220)
            throw new TlsFailedException($"the server offers STARTTLS and answers {wire.Reply} to it", isLasting: false);
        // RFC 3207 §4.2, and the injections of CVE-2011-0411: what came in plain text behind the 220 may be anybody's.
        if (wire.HasUnread)
            throw new WireException(WireFault.Protocol, "plain text came along with the answer to STARTTLS: somebody may have put it there");
    }

    private async ValueTask<int> SayAsync(string command)
    {
        var octets = Encoding.UTF8.GetBytes(command);
        log.Sent(octets);
        await wire.WriteAsync(octets, _timeouts.Hello, "a command").ConfigureAwait(false);
        return await wire.ReadReplyAsync(_timeouts.Hello, $"the answer to {command.AsSpan()[..command.AsSpan().IndexOfAny(' ', '\r')]}", log).ConfigureAwait(false);
    }
}
