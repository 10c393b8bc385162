using Ses.Blocklists;

namespace Ses.Sending.Internal.Steps;

/// <summary>Refuses recipients that are blocked or that reject this sender domain: one question for all of them.</summary>
internal sealed class CheckBlocklists(IBlocklistStore blocklists) : ISendStep
{
    public async ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var hashes = context.Recipients.ConvertAll(recipient => recipient.Hash);
        var blocked = await blocklists.CheckAsync(context.Account, context.Domain!.Name, hashes, context.Now, cancellationToken).ConfigureAwait(false);
        foreach (var recipient in context.Recipients)
        {
            if (blocked.TryGetValue(recipient.Hash, out var entry))
                recipient.Refusal = BlockRefusal.Of(entry);
        }
    }
}
