using System.Runtime.CompilerServices;
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Fence.IsOpen)
            return new TransportReply.Fenced();
        var plan = await _tls.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        var first = request.Route.Targets[0];
        if (!plan.Allows(first) || (request.Route.Targets.Count > 1 && _pools.IsDown(plan.For(first))))
            return await SendToAnyAsync(plan, null, request, cancellationToken).ConfigureAwait(false);
        var outcome = await SendToAsync(first, plan, request, cancellationToken).ConfigureAwait(false);
        return outcome.IsAboutHost && request.Route.Targets.Count > 1
            ? await SendToAnyAsync(plan, outcome.Reply, request, cancellationToken).ConfigureAwait(false)
            : outcome.Reply;
    }

    public void Dispose()
    {
        _pools.Dispose();
        _relays.Dispose();
    }

    // Hosts that could not be reached a moment ago come last, each in its order.
    private async Task<TransportReply> SendToAnyAsync(TlsPlan plan, TransportReply? ofFirst, TransportRequest request, CancellationToken cancellationToken)
    {
        var last = ofFirst;
        foreach (var target in request.Route.Targets.Skip(ofFirst is null ? 0 : 1).Where(plan.Allows).OrderBy(target => _pools.IsDown(plan.For(target))))
        {
            var outcome = await SendToAsync(target, plan, request, cancellationToken).ConfigureAwait(false);
            last = outcome.Reply;
            if (!outcome.IsAboutHost)
                break;
        }

        return last ?? new TransportReply.Unreachable(plan.WhyNone(request.Recipient.Domain));
    }

    private ValueTask<SendOutcome> SendToAsync(RouteTarget target, TlsPlan plan, TransportRequest request, CancellationToken cancellationToken) =>
        target.Credentials is not null || target.Tls == TlsMode.Implicit
            ? new(_relays.SendAsync(target, request, cancellationToken))
            : _pools.SendAsync(plan.For(target), request, cancellationToken);
}
