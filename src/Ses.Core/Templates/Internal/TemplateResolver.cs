using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal;

/// <summary>Pins a template's version for a message with the versions of all that it draws in, and loads what was pinned.</summary>
internal sealed class TemplateResolver(ITemplateStore store, TemplatesOptions options)
{
    private readonly TemplateCache _cache = new();

    /// <summary>The template as it is now, for good: every template that it names, directly or not, in its version of this moment.</summary>
    public async ValueTask<RecipeContent.FromTemplate> PinAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        var partials = await FindPartialsAsync(template.Account, template.Name, _cache.ReferencesOf(template), cancellationToken).ConfigureAwait(false);
        return new(
            new(template.Id, template.Version),
            partials.ToDictionary(partial => partial.Key, partial => new TemplateVersionRef(partial.Value.Id, partial.Value.Version), StringComparer.Ordinal));
    }

    /// <summary>Every template that a template names, directly or not, as they are now. Throws <see cref="SesException"/> where one is not there.</summary>
    public async ValueTask<IReadOnlyDictionary<string, MailTemplate>> FindPartialsAsync(
        AccountId account, string name, IEnumerable<TemplateReference> references, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, MailTemplate>(StringComparer.Ordinal);
        var open = new Queue<TemplateReference>(references);
        while (open.TryDequeue(out var reference))
        {
            // What names itself goes in a circle, which shows when it is linked.
            if (reference.Name == name || found.ContainsKey(reference.Name))
                continue;
            var partial = await store.FindByNameAsync(account, reference.Name, cancellationToken).ConfigureAwait(false)
                ?? throw new SesException(SesErrorCode.TemplateNotFound, $"{reference.Place}: there is no template named '{reference.Name}' in this account");
            found.Add(reference.Name, partial);
            foreach (var next in _cache.ReferencesOf(partial))
                open.Enqueue(next);
        }

        return found;
    }

    /// <summary>What was pinned, compiled with a subject. Throws <see cref="SesException"/> for a wrong subject or a version that is not in the store.</summary>
    public async ValueTask<TemplateSet> LoadAsync(AccountId account, string subject, RecipeContent.FromTemplate content, CancellationToken cancellationToken)
    {
        if (_cache.Find(account, content) is not { } bodies)
        {
            var template = await FindAsync(account, content.Version, cancellationToken).ConfigureAwait(false);
            var partials = new Dictionary<string, MailTemplate>(StringComparer.Ordinal);
            foreach (var (name, version) in content.Partials)
                partials[name] = await FindAsync(account, version, cancellationToken).ConfigureAwait(false);
            bodies = TemplateBodies.Compile(TemplateSources.Of(subject, template, partials), options);
            _cache.Add(account, content, bodies);
        }

        return TemplateSet.Compile(subject, bodies, options);
    }

    private async ValueTask<MailTemplate> FindAsync(AccountId account, TemplateVersionRef version, CancellationToken cancellationToken) =>
        await store.FindVersionAsync(account, version, cancellationToken).ConfigureAwait(false)
        ?? throw new SesException(SesErrorCode.TemplateNotFound, $"the template {version.Template} has no version {version.Version}");
}
