using System.Runtime.CompilerServices;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.MailLog.Internal;

/// <summary>The mail of one account; another account's looks like none.</summary>
internal sealed class AccountMailLog(SesServices services, AccountId account) : IMailLog
{
    private const int Slice = 500;

    private readonly IMailLedger _ledger = services.Storage.Ledger;
    private readonly SituationReader _situations = new(services);

    public async IAsyncEnumerable<MailDelivery> ListDeliveriesAsync(MessageId message, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DeliveryId? after = null;
        while (true)
        {
            var slice = await _ledger.ListDeliveriesAsync(message, after, Slice, cancellationToken).ConfigureAwait(false);
            if (slice.Count > 0 && slice[0].Axes.Account != account)
                yield break;
            foreach (var delivery in slice)
                yield return delivery;
            if (slice.Count < Slice)
                yield break;
            after = slice[^1].Id;
        }
    }

    public async Task<IReadOnlyList<MailFact>> ListFactsAsync(MessageId message, DeliveryId delivery, CancellationToken cancellationToken = default)
    {
        var found = await _ledger.FindMessageAsync(message, cancellationToken).ConfigureAwait(false);
        return found?.Account == account ? await _ledger.ListFactsAsync(message, delivery, cancellationToken).ConfigureAwait(false) : [];
    }

    public async Task<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(MessageId message, DeliveryId delivery, CancellationToken cancellationToken = default) =>
        Attempts.Of(await ListFactsAsync(message, delivery, cancellationToken).ConfigureAwait(false));

    public async Task<DeliveryExplanation> ExplainAsync(MessageId message, string recipient, CancellationToken cancellationToken = default)
    {
        var address = CallerInput.Address("recipient", recipient);
        var found = await _ledger.FindMessageAsync(message, cancellationToken).ConfigureAwait(false);
        if (found is null || found.Account != account)
            throw new SesException(SesErrorCode.NotFound, $"there is no message {message} in this account; one that was handed over in a transaction of the host's (ses.Enlist) is known once it is admitted");
        var delivery = await services.Storage.MailLog.FindDeliveryAsync(message, AddressHash.Of(address), cancellationToken).ConfigureAwait(false);
        if (delivery is not null)
            return Explanation.Of(await _situations.ReadAsync(found, delivery, cancellationToken).ConfigureAwait(false));
        var task = found.Task is { } id ? await services.Storage.Tasks.FindAsync(account, id, cancellationToken).ConfigureAwait(false) : null;
        return task is { Cursor: not null } && task.Run == message
            ? UnexpandedRecipient.Explain(task, address)
            : throw new SesException(SesErrorCode.NotFound, $"the message {message} does not go to {address}; its recipients: client.MailLog.ListDeliveriesAsync({message})");
    }
}
