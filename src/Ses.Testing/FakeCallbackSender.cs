using Ses.Callbacks;
using Ses.Scheduling.Internal;

namespace Ses.Testing;

/// <summary>Carries callbacks of a node to the receivers of its world.</summary>
internal sealed class FakeCallbackSender(FakeNode node) : ICallbackSender
{
    public async ValueTask<CallbackReply> SendAsync(CallbackRequest request, CancellationToken cancellationToken)
    {
        var receivers = node.World.Callbacks;
        await PassAsync(cancellationToken).ConfigureAwait(false);
        var call = new FakeCallback(request.Url, request.Body, request.Signature, request.EventId, node.World.Clock.GetUtcNow());
        receivers.Add(call);
        call.Status = receivers.Answer(call);
        if (call.Status is null || node.World.Dice.Happens(receivers.LostAnswer))
        {
            await Pause.ForAsync(request.Timeout, node.Clock, cancellationToken).ConfigureAwait(false);
            return new(null, "no answer");
        }

        await PassAsync(cancellationToken).ConfigureAwait(false);
        return new(call.Status, null);
    }

    private Task PassAsync(CancellationToken cancellationToken) => Pause.ForAsync(node.World.Dice.Time(node.World.Callbacks.LongestCall / 2), node.Clock, cancellationToken);
}
