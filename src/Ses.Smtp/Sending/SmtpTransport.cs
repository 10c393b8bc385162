using Ses.Delivery;
using Ses.Diagnostics.Internal;
using Ses.Dns;
using Ses.Smtp.Sending.Dialing;
using Ses.Smtp.Sending.Direct;
using Ses.Smtp.Sending.Relaying;
using Ses.Smtp.Sending.Sealing;

namespace Ses.Smtp.Sending;

/// <summary>Carries mail by SMTP: one recipient a transaction, host after host of the route until one takes the sender.</summary>
internal sealed class SmtpTransport : IMailTransport, IDisposable
{
    private readonly TlsPlanner _tls;
    private readonly HostPools _pools;
    private readonly RelaySender _relays;

    public SmtpTransport(SmtpOptions options, IDnsResolver dns, IMtaStsPolicies? policies, TimeProvider time, ConnectionMetrics? connections = null)
    {
        _tls = new(options, policies);
        var dialer = new Dialer(options, dns, time, connections);
        _pools = new(options, new(options, dialer, new BrokenTls(time), time), time);
        _relays = new(options, dialer, time);
    }

    public async ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Fence.IsOpen)
            return new TransportReply.Fenced();
        var plan = await _tls.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        TransportReply? last = plan.WhyNone is { } why ? new TransportReply.Unreachable(why) : null;
        foreach (var (target, destination) in UpFirst(plan.Targets))
        {
            var outcome = await SendToAsync(target, destination, request, cancellationToken).ConfigureAwait(false);
            last = outcome.Reply;
            if (!outcome.IsAboutHost)
                break;
        }

        return last ?? new TransportReply.Unreachable("the route names no host");
    }

    public void Dispose()
    {
        _pools.Dispose();
        _relays.Dispose();
    }

    private Task<SendOutcome> SendToAsync(RouteTarget target, Destination destination, TransportRequest request, CancellationToken cancellationToken) =>
        target.Credentials is not null || target.Tls == TlsMode.Implicit
            ? _relays.SendAsync(target, request, cancellationToken)
            : _pools.SendAsync(destination, request, cancellationToken);

    // Hosts that could not be reached a moment ago come last, each in its order.
    private IEnumerable<(RouteTarget Target, Destination Destination)> UpFirst(IReadOnlyList<(RouteTarget Target, Destination Destination)> targets) =>
        targets.Count == 1 ? targets : targets.OrderBy(target => _pools.IsDown(target.Destination));
}
