using Ses.Composition.Internal;
using Ses.Domains;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>A message with all that its recipients share, made once and kept while its deliveries go out.</summary>
/// <param name="Message">The message.</param>
/// <param name="Body">What writes the bytes.</param>
internal sealed record Preparation(MailMessage Message, PreparedMessage Body);

/// <summary>Loads and prepares messages; keeps the last ones. Attempts of one message that begin together share the loading.</summary>
internal sealed class PreparedMessages(SesServices services)
{
    private const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<MessageId, Task<Preparation?>> _kept = [];
    private readonly Queue<MessageId> _order = [];

    /// <summary>The prepared message; null where its sender domain is gone. Throws <see cref="SesException"/> where it cannot be composed.</summary>
    public async ValueTask<Preparation?> GetAsync(MailDelivery delivery, CancellationToken cancellationToken)
    {
        Task<Preparation?>? preparing;
        TaskCompletionSource<Preparation?>? mine = null;
        lock (_lock)
        {
            if (!_kept.TryGetValue(delivery.Message, out preparing))
            {
                mine = new();
                preparing = mine.Task;
                Keep(delivery.Message, preparing);
            }
        }

        if (mine is not null)
            await FillAsync(mine, delivery, cancellationToken).ConfigureAwait(false);
        return await preparing.ConfigureAwait(false);
    }

    private async Task FillAsync(TaskCompletionSource<Preparation?> mine, MailDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            mine.SetResult(await PrepareAsync(delivery, cancellationToken).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever it is, all who wait for this message get it, and the next one tries anew.
        catch (Exception error)
#pragma warning restore CA1031
        {
            lock (_lock)
                _kept.Remove(delivery.Message);
            mine.SetException(error);
        }
    }

    private async Task<Preparation?> PrepareAsync(MailDelivery delivery, CancellationToken cancellationToken)
    {
        var storage = services.Storage;
        var message = await storage.Ledger.FindMessageAsync(delivery.Message, cancellationToken).ConfigureAwait(false)
            ?? throw new SesException(SesErrorCode.NotFound, $"the message {delivery.Message} is not in the store");
        var domain = await storage.Domains.FindAsync(message.Account, message.SenderDomain, cancellationToken).ConfigureAwait(false);
        if (domain is null)
            return null;
        var templates = message.Recipe.Content is RecipeContent.FromTemplate content
            ? await services.Templates.LoadAsync(message.Account, message.Recipe.Subject, content, cancellationToken).ConfigureAwait(false)
            : null;
        return new(message, MessageComposer.Prepare(message, templates, Signers(domain)));
    }

    private IReadOnlyList<DkimSigner> Signers(SenderDomain domain) =>
        domain.Keys is [var key, ..] ? [new DkimSigner(domain.Name, key.Selector, services.DkimKeys.Get(domain, key))] : [];

    private void Keep(MessageId message, Task<Preparation?> preparing)
    {
        _kept[message] = preparing;
        _order.Enqueue(message);
        if (_order.Count > Capacity)
            _kept.Remove(_order.Dequeue());
    }
}
