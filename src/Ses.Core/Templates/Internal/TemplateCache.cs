using System.Collections.Concurrent;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal;

/// <summary>What was compiled lately. A version never changes, so nothing here grows old; it is emptied when it is full.</summary>
internal sealed class TemplateCache
{
    private const int Capacity = 256;

    private readonly ConcurrentDictionary<string, TemplateBodies> _bodies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(AccountId Account, TemplateVersionRef Version), IReadOnlyList<TemplateReference>> _references = new();

    public TemplateBodies? Find(AccountId account, RecipeContent.FromTemplate content) => _bodies.GetValueOrDefault(KeyOf(account, content));

    public void Add(AccountId account, RecipeContent.FromTemplate content, TemplateBodies bodies)
    {
        if (_bodies.Count >= Capacity)
            _bodies.Clear();
        _bodies[KeyOf(account, content)] = bodies;
    }

    /// <summary>The templates that a stored template names.</summary>
    public IReadOnlyList<TemplateReference> ReferencesOf(MailTemplate template)
    {
        var key = (template.Account, new TemplateVersionRef(template.Id, template.Version));
        if (_references.TryGetValue(key, out var known))
            return known;
        if (_references.Count >= Capacity * 16)
            _references.Clear();
        return _references[key] = [.. TemplateText.Of(template).SelectMany(text => text.References(template.Name))];
    }

    private static string KeyOf(AccountId account, RecipeContent.FromTemplate content)
    {
        var key = $"{account}:{content.Version.Template}.{content.Version.Version}";
        return content.Partials.Count == 0
            ? key
            : key + string.Concat(content.Partials.OrderBy(partial => partial.Key, StringComparer.Ordinal).Select(partial => $"|{partial.Key}:{partial.Value.Template}.{partial.Value.Version}"));
    }
}
