using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Templates.Internal;

/// <summary>Pins a template's version for a message, and loads what was pinned.</summary>
internal sealed class TemplateResolver(ITemplateStore store, TemplatesOptions options)
{
    /// <summary>The template as it is now, for good.</summary>
    public ValueTask<RecipeContent.FromTemplate> PinAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        _ = cancellationToken;
        return new(new RecipeContent.FromTemplate(new(template.Id, template.Version), new Dictionary<string, TemplateVersionRef>()));
    }

    /// <summary>What was pinned, compiled with a subject. Throws <see cref="SesException"/> for a wrong subject or a version that is not in the store.</summary>
    public async ValueTask<TemplateSet> LoadAsync(AccountId account, string subject, RecipeContent.FromTemplate content, CancellationToken cancellationToken)
    {
        var template = await FindAsync(account, content.Version, cancellationToken).ConfigureAwait(false);
        var partials = new Dictionary<string, MailTemplate>(StringComparer.Ordinal);
        foreach (var (name, version) in content.Partials)
            partials[name] = await FindAsync(account, version, cancellationToken).ConfigureAwait(false);
        return TemplateSet.Compile(TemplateSources.Of(subject, template, partials), options);
    }

    private async ValueTask<MailTemplate> FindAsync(AccountId account, TemplateVersionRef version, CancellationToken cancellationToken) =>
        await store.FindVersionAsync(account, version, cancellationToken).ConfigureAwait(false)
        ?? throw new SesException(SesErrorCode.TemplateNotFound, $"the template {version.Template} has no version {version.Version}");
}
