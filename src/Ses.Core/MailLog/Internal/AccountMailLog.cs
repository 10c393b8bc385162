using System.Runtime.CompilerServices;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.MailLog.Internal;

/// <summary>The mail of one account; another account's looks like none.</summary>
internal sealed class AccountMailLog(AccountId account, IMailLedger ledger) : IMailLog
{
    private const int Slice = 500;

    public async IAsyncEnumerable<MailDelivery> ListDeliveriesAsync(MessageId message, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DeliveryId? after = null;
        while (true)
        {
            var slice = await ledger.ListDeliveriesAsync(message, after, Slice, cancellationToken).ConfigureAwait(false);
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
        var found = await ledger.FindMessageAsync(message, cancellationToken).ConfigureAwait(false);
        return found?.Account == account ? await ledger.ListFactsAsync(message, delivery, cancellationToken).ConfigureAwait(false) : [];
    }
}
