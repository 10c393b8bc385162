using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Blocklists;

/// <summary>Who is not written to (also known as suppression). (Guide, Blocklist.)</summary>
public interface IBlocklists
{
    /// <summary>Why an address gets no mail from a sender domain; null where nothing stands against it. Without a domain, only what holds for all.</summary>
    Task<BlockEntry?> FindAsync(string address, string? senderDomain = null, CancellationToken cancellationToken = default);

    /// <summary>Custom blocking: these addresses get no mail from this account, until <paramref name="expiresAt"/> (null for ever).</summary>
    /// <returns>How many were new.</returns>
    Task<int> BlockAsync(
        IReadOnlyList<string> addresses, DateTimeOffset? expiresAt = null, string? remark = null, CancellationToken cancellationToken = default);

    /// <summary>Takes this account's entries of a reason off the list.</summary>
    /// <returns>How many there were.</returns>
    Task<int> RemoveAsync(IReadOnlyList<string> addresses, BlockReason reason, CancellationToken cancellationToken = default);

    /// <summary>A page of this account's entries of a reason, the newest first; expired ones among them.</summary>
    Task<Page<BlockEntry>> ListAsync(BlockReason reason, PageRequest? page = null, CancellationToken cancellationToken = default);
}
