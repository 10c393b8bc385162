namespace Ses.Delivery;

/// <summary>Carries one attempt to a mail server and brings back its answer. Called concurrently; connections are its own business.</summary>
public interface IMailTransport
{
    /// <summary>
    /// Makes one attempt. Never throws for what a server or a network does: every such thing is a <see cref="TransportReply"/>.
    /// Cancellation is for shutting down; an attempt canceled behind the final dot is <see cref="TransportReply.Uncertain"/>.
    /// </summary>
    ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken);
}
