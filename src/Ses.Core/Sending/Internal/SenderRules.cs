using Ses.Addresses;
using Ses.Domains;
using Ses.Primitives;

namespace Ses.Sending.Internal;

/// <summary>Who may be a sender, in single messages and in tasks.</summary>
internal static class SenderRules
{
    public static async ValueTask<SenderDomain?> FindDomainAsync(
        IDomainStore domains, AccountId account, EmailAddress from, Action<string, SesErrorCode, string> refuse, CancellationToken cancellationToken)
    {
        var domain = await domains.FindAsync(account, from.Domain, cancellationToken).ConfigureAwait(false);
        switch (domain?.Status)
        {
            case DomainStatus.Verified:
                return domain;
            case null:
                refuse("From", SesErrorCode.DomainNotFound, $"{from.Domain} is not a sender domain of this account: await client.Domains.CreateAsync(\"{from.Domain}\"), publish its records, then verify it");
                return null;
            default:
                refuse("From", SesErrorCode.DomainNotVerified, $"{from.Domain} is not verified: publish its records, then await client.Domains.VerifyAsync(\"{from.Domain}\")");
                return null;
        }
    }

    /// <summary>The sender with the name that its registered address has.</summary>
    public static async ValueTask<Mailbox> WithNameAsync(IAddressStore addresses, AccountId account, Mailbox sender, CancellationToken cancellationToken)
    {
        var registered = await addresses.FindAsync(account, sender.Address, cancellationToken).ConfigureAwait(false);
        return sender with { DisplayName = registered?.DisplayName };
    }
}
