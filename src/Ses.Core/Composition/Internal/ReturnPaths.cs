using Ses.Ledger;
using Ses.Primitives;
using Ses.Secrets.Internal;

namespace Ses.Composition.Internal;

/// <summary>Makes return paths, and tells ours from forged ones.</summary>
internal sealed class ReturnPaths(KeyRing keys, SesIdentity identity, TimeProvider time)
{
    // Guesses must not make us ask the store each time.
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(10);

    /// <summary>The envelope's sender: an address of each delivery's own where bounces have a host, else the sender address.</summary>
    public async ValueTask<EmailAddress> ForAsync(MailMessage message, MailDelivery delivery, CancellationToken cancellationToken)
    {
        if (identity.ReturnPathMx is null)
            return message.Recipe.From.Address;
        var key = await keys.CurrentAsync(cancellationToken).ConfigureAwait(false);
        return EmailAddress.OfOwn(ReturnPath.For(delivery.Id, key), message.SenderDomain.Child(identity.ReturnPathLabel));
    }

    /// <summary>The delivery that a return path belongs to; null for one that we never made.</summary>
    public async ValueTask<DeliveryId?> ProveAsync(string localPart, CancellationToken cancellationToken)
    {
        if (!ReturnPath.TryRead(localPart, out var delivery, out var code))
            return null;
        var known = await keys.AllAsync(DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
        if (!known.Any(key => ReturnPath.IsProved(delivery, code, key)))
            known = await keys.AllAsync(time.GetUtcNow() - ReadAgain, cancellationToken).ConfigureAwait(false);
        return known.Any(key => ReturnPath.IsProved(delivery, code, key)) ? delivery : null;
    }
}
