using Ses.Composition.Internal;
using Ses.Composition.Internal.Dkim;
using Ses.Domains;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>A message with all that its recipients share, made once and kept while its deliveries go out.</summary>
/// <param name="Message">The message.</param>
/// <param name="Body">What writes the bytes.</param>
internal sealed record Preparation(MailMessage Message, PreparedMessage Body);

/// <summary>Loads and prepares messages, and keeps the last ones. Used by the delivery pump alone, so that workers never wait for a message.</summary>
internal sealed class PreparedMessages(SesServices services)
{
    private const int Capacity = 256;
    private const long CapacityOctets = 64 * 1024 * 1024;

    private readonly Dictionary<(MessageId Id, string Selector), Preparation> _kept = [];
    private readonly Queue<(MessageId Id, string Selector)> _order = [];
    private readonly UnsubscribeLinks _links = new(services.Options.Sending.UnsubscribeMailbox is { } mailbox ? EmailAddress.Parse(mailbox) : null);
    private long _octets;

    /// <summary>The prepared message. Throws <see cref="SesException"/>, not transient, where it cannot be composed.</summary>
    /// <param name="id">Which.</param>
    /// <param name="domain">Its sender domain.</param>
    /// <param name="keys">Those of the domain's keys that sign it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Preparation> GetAsync(MessageId id, SenderDomain domain, IReadOnlyList<DkimKey> keys, CancellationToken cancellationToken)
    {
        // A domain's keys are told apart by their selectors; those that were made together sign together.
        var key = (id, keys.Count > 0 ? keys[0].Selector : "");
        if (_kept.TryGetValue(key, out var kept))
            return kept;
        var message = await services.Storage.Ledger.FindMessageAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new SesException(SesErrorCode.NotFound, $"the message {id} is not in the store");
        var templates = message.Recipe.Content is RecipeContent.FromTemplate content
            ? await services.Templates.LoadAsync(message.Account, message.Recipe.Subject, content, cancellationToken).ConfigureAwait(false)
            : null;
        var prepared = new Preparation(message, MessageComposer.Prepare(message, templates, Signers(domain, keys), _links));
        _kept.Add(key, prepared);
        _order.Enqueue(key);
        _octets += prepared.Body.Octets;
        while (_order.Count > Capacity || (_octets > CapacityOctets && _order.Count > 1))
        {
            _kept.Remove(_order.Dequeue(), out var oldest);
            _octets -= oldest!.Body.Octets;
        }

        return prepared;
    }

    private IReadOnlyList<DkimSigner> Signers(SenderDomain domain, IReadOnlyList<DkimKey> keys) =>
        [.. keys.DistinctBy(key => key.Algorithm).Select(key => new DkimSigner(domain.Name, key.Selector, services.DkimKeys.Get(domain, key)))];
}
