using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates.Internal;

namespace Ses.Callbacks.Internal;

/// <summary>Finds what messages add to callbacks, and keeps the last ones without their bodies and files: the callbacks of a batch are of one message.</summary>
internal sealed class MessageFinder(IMailLedger ledger, TemplateResolver templates)
{
    private const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<MessageId, Light?> _kept = [];
    private readonly Queue<MessageId> _order = [];

    private sealed record Light(string From, string Subject, string? Custom, TemplateSet? Templates, string? Data, DateTimeOffset Date);

    /// <summary>The facts; null where the message is gone.</summary>
    public async ValueTask<MessageFacts?> FindAsync(CallbackDue due, CancellationToken cancellationToken)
    {
        Light? light;
        lock (_lock)
        {
            if (!_kept.TryGetValue(due.Message, out light))
                light = null;
        }

        light ??= Keep(due.Message, await LoadAsync(due.Message, cancellationToken).ConfigureAwait(false));
        return light is null ? null : new(light.From, await SubjectAsync(light, due.Fact.Delivery, cancellationToken).ConfigureAwait(false), light.Custom);
    }

    private Light? Keep(MessageId id, Light? light)
    {
        lock (_lock)
        {
            if (light is null || !_kept.TryAdd(id, light))
                return light;
            _order.Enqueue(id);
            if (_order.Count > Capacity)
                _kept.Remove(_order.Dequeue());
            return light;
        }
    }

    private async ValueTask<Light?> LoadAsync(MessageId id, CancellationToken cancellationToken)
    {
        if (await ledger.FindMessageAsync(id, cancellationToken).ConfigureAwait(false) is not { Recipe: var recipe } message)
            return null;
        var set = recipe.Content is RecipeContent.FromTemplate content
            ? await templates.LoadAsync(message.Account, recipe.Subject, content, cancellationToken).ConfigureAwait(false)
            : null;
        var custom = recipe.Headers.Where(header => header.Name.Equals(CallbackBody.CustomField, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
        return new(recipe.From.Address.ToString(), recipe.Subject, custom, set, recipe.Data, recipe.Date);
    }

    // Rendered anew where it has variables; retention may have taken their values, and then it is left out.
    private async ValueTask<string?> SubjectAsync(Light light, DeliveryId delivery, CancellationToken cancellationToken)
    {
        if (light.Templates is not { } set)
            return light.Subject;
        try
        {
            var recipient = set.Subject.Variables.Count > 0 ? await ledger.FindDeliveryAsync(delivery, cancellationToken).ConfigureAwait(false) : null;
            return set.RenderSubject(light.Data, recipient?.Data, light.Date);
        }
        catch (SesException error) when (!error.IsTransient)
        {
            return null;
        }
    }
}
