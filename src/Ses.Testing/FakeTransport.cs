using System.Buffers;
using Ses.Delivery;
using Ses.Scheduling.Internal;

namespace Ses.Testing;

/// <summary>Carries attempts of a node to the mail servers of its world.</summary>
internal sealed class FakeTransport(FakeNode node) : IMailTransport
{
    public async ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var world = node.World;
        var servers = world.Servers;
        if (!request.Fence.IsOpen)
            return new TransportReply.Fenced();
        var attempt = servers.Begin(node, request.Recipient, request.MailFrom?.ToString() ?? "", request.Route.Site);
        await PassAsync(cancellationToken).ConfigureAwait(false);
        if (world.Dice.Happens(servers.Unreachable))
            return new TransportReply.Unreachable("the connection was lost");
        if (servers.Refusal(attempt) is { } refusal)
            return new TransportReply.Refused(refusal, SmtpPhase.Recipient) { RemoteHost = request.Route.Site, Transcript = $"> RCPT TO:<{request.Recipient}>\n< {refusal}" };
        var bytes = new ArrayBufferWriter<byte>();
        await request.Body.WriteAsync(bytes, ServerAbilities.EightBitMime, cancellationToken).ConfigureAwait(false);
        await PassAsync(cancellationToken).ConfigureAwait(false);
        if (!request.Fence.IsOpen)
            return new TransportReply.Fenced();
        attempt.Content = bytes.WrittenMemory;
        attempt.LostAnswer = world.Dice.Happens(servers.LostAnswer);
        attempt.WasAccepted = !attempt.LostAnswer || world.Dice.Happens(0.5);
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return attempt.LostAnswer
            ? new TransportReply.Uncertain("the connection was lost behind the final dot")
            : new TransportReply.Accepted(new(250, "2.0.0", "ok"));
    }

    private Task PassAsync(CancellationToken cancellationToken) =>
        Pause.ForAsync(node.World.Dice.Time(node.World.Servers.LongestAttempt / 3), node.Clock, cancellationToken);
}
