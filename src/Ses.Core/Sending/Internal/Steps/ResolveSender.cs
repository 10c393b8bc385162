using Ses.Addresses;
using Ses.Domains;

namespace Ses.Sending.Internal.Steps;

/// <summary>Finds the verified domain of the sender, and its display name where the request gives none.</summary>
internal sealed class ResolveSender(IDomainStore domains, IAddressStore addresses) : ISendStep
{
    public async ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        if (context.From is not { } from)
            return;
        context.Domain = await SenderRules.FindDomainAsync(domains, context.Account, from.Address, context.Refuse, cancellationToken).ConfigureAwait(false);
        if (context.Domain is not null && from.DisplayName is null)
            context.From = await SenderRules.WithNameAsync(addresses, context.Account, from, cancellationToken).ConfigureAwait(false);
    }
}
