using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Warmup;

/// <summary>
/// The day's quota of a sender domain, given to nodes in chunks. Used are: all that was granted to nodes that live, or whose claims are not all taken over
/// yet; and the first attempts (from <see cref="QuotaCharge"/>) of nodes that are gone. So it is never exceeded, and after a crash slightly under-used.
/// </summary>
public interface IQuotaStore
{
    /// <summary>Takes up to <see cref="QuotaRequest.Want"/> into the node's escrow.</summary>
    /// <returns>How many were granted; 0 where the day's quota is used up or the node is dead.</returns>
    ValueTask<int> TakeAsync(QuotaRequest request, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>How much of a day's quota is used.</summary>
    ValueTask<QuotaUsage> GetUsageAsync(AccountId account, DomainName senderDomain, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A wish for quota.</summary>
/// <param name="Account">Whose.</param>
/// <param name="SenderDomain">Of which domain.</param>
/// <param name="Day">Of which day.</param>
/// <param name="Epoch">Into whose escrow.</param>
/// <param name="Want">How many first attempts, 1 to 500.</param>
/// <param name="Limit">Not beyond this sum of all that is used: the day's quota, less the transactional reserve for marketing mail.</param>
public sealed record QuotaRequest(AccountId Account, DomainName SenderDomain, DateOnly Day, NodeEpoch Epoch, int Want, long Limit);

/// <summary>How much of a day's quota is used.</summary>
/// <param name="Used">Granted to nodes that are not gone, or attempted by nodes that are.</param>
/// <param name="Attempted">First attempts settled.</param>
public sealed record QuotaUsage(long Used, long Attempted);
