using Ses.Delivery;
using Ses.Smtp.Sending.Dialing;
using Ses.Smtp.Sending.Sealing;

namespace Ses.Smtp.Sending.Direct;

/// <summary>Opens connections: an address of the host, the banner, EHLO, STARTTLS. What fails at one address is tried at the next.</summary>
internal sealed class Opener(SmtpOptions options, Dialer dialer, BrokenTls brokenTls, TimeProvider time)
{
    private const int MaxAddresses = 4;

    /// <summary>A session, or why there is none. Only cancellation throws.</summary>
    public async Task<Opened> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        var found = await dialer.FindAsync(destination, cancellationToken).ConfigureAwait(false);
        var addresses = found.Addresses;
        TransportReply failure = new TransportReply.Unreachable(found.WhyNone ?? "") { RemoteHost = destination.ToString() };
        for (var i = 0; i < MaxAddresses && addresses.Count > 0; i++)
        {
            var dialed = await dialer.DialAsync(destination, addresses, cancellationToken).ConfigureAwait(false);
            if (dialed.Socket is null)
                return new(null, dialed.Failure! with { RemoteHost = destination.ToString() });
            var opened = await GreetAsync(destination, dialed, cancellationToken).ConfigureAwait(false);
            if (opened.Session is not null)
                return opened;
            failure = opened.Failure!;
            addresses = [.. addresses.Where(address => !address.Equals(dialed.Address))];
        }

        return new(null, failure);
    }

    private async Task<Opened> GreetAsync(Destination destination, Dialed dialed, CancellationToken cancellationToken)
    {
        if (destination.Tls == TlsNeed.Opportunistic && brokenTls.Contains(destination))
            return await GreetAsync(destination, dialed, TlsNeed.Never, cancellationToken).ConfigureAwait(false);
        try
        {
            return await GreetAsync(destination, dialed, destination.Tls, cancellationToken).ConfigureAwait(false);
        }
        catch (TlsFailedException failed) when (destination.Tls == TlsNeed.Opportunistic)
        {
            // Without TLS means over another connection: this one may be in any state.
            if (failed.IsLasting)
                brokenTls.Add(destination);
            var again = await dialer.DialAsync(destination, [dialed.Address], cancellationToken).ConfigureAwait(false);
            return again.Socket is not null
                ? await GreetAsync(destination, again, TlsNeed.Never, cancellationToken).ConfigureAwait(false)
                : new(null, again.Failure! with { RemoteHost = destination.ToString() });
        }
        catch (TlsFailedException failed)
        {
            return new(null, new TransportReply.Unreachable(failed.Message) { RemoteHost = destination.ToString(), Transcript = failed.Transcript });
        }
    }

    private async Task<Opened> GreetAsync(Destination destination, Dialed dialed, TlsNeed tls, CancellationToken cancellationToken)
    {
        var log = new Transcript();
        var wire = new SmtpWire(dialed.Socket!, time);
        var source = wire.LocalAddress?.ToString();
        log.Note($"connected to {destination.Host} [{dialed.Address}]:{destination.Port} from [{source}]");
        using var canceled = cancellationToken.UnsafeRegister(static wire => ((SmtpWire)wire!).Abort(WireFault.Canceled, "canceled"), wire);
        try
        {
            var greeting = new Greeting(wire, options, destination, log);
            var (keywords, facts) = await greeting.RunAsync(tls, time).ConfigureAwait(false);
            return new(new(wire, keywords, new(destination.ToString(), source, facts, log), options, time), null);
        }
        catch (SmtpRefusedException refused)
        {
            wire.Dispose();
            return new(null, new TransportReply.Refused(refused.Reply, refused.Phase) { RemoteHost = destination.ToString(), SourceAddress = source, Transcript = log.ToString() });
        }
        catch (WireException lost)
        {
            wire.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            log.Note(lost.Message);
            return new(null, new TransportReply.Unreachable(lost.Message) { RemoteHost = destination.ToString(), SourceAddress = source, Transcript = log.ToString() });
        }
        catch (TlsFailedException failed)
        {
            wire.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            log.Note(failed.Message);
            failed.Transcript = log.ToString();
            throw;
        }
    }
}

/// <summary>How opening ended: one of the two is there.</summary>
internal readonly record struct Opened(ClientSession? Session, TransportReply? Failure);
