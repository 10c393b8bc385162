using Ses.Primitives;

namespace Ses.Templates.Internal;

/// <summary>The templates of one account.</summary>
internal sealed class TemplateCatalog(AccountId account, ITemplateStore store, TemplateResolver resolver, TemplatesOptions options, TimeProvider time) : ITemplateCatalog
{
    private readonly TemplateDraftCheck _check = new(account, resolver, options);

    public async Task<MailTemplate> CreateAsync(TemplateDraft draft, CancellationToken cancellationToken = default)
    {
        var bodies = await _check.CompileAsync(draft, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        return await store.AddAsync(TemplateOf(draft, bodies, default, 1, now, now), cancellationToken).ConfigureAwait(false) ?? throw NameTaken(draft.Name);
    }

    public async Task<MailTemplate?> FindAsync(TemplateId template, CancellationToken cancellationToken = default) =>
        await store.FindAsync(account, template, cancellationToken).ConfigureAwait(false);

    public async Task<MailTemplate?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        await store.FindByNameAsync(account, StorableText.Of(name), cancellationToken).ConfigureAwait(false);

    public async Task<Page<MailTemplate>> ListAsync(string? search = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await store.ListAsync(account, StorableText.Of(search), page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    public async Task<MailTemplate> UpdateAsync(TemplateId template, TemplateDraft draft, CancellationToken cancellationToken = default)
    {
        var bodies = await _check.CompileAsync(draft, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var current = await store.FindAsync(account, template, cancellationToken).ConfigureAwait(false) ?? throw NotFound(template);
            var updated = TemplateOf(draft, bodies, template, current.Version + 1, current.CreatedAt, time.GetUtcNow());
            switch (await store.UpdateAsync(updated, cancellationToken).ConfigureAwait(false))
            {
                case UpdateTemplateResult.Updated:
                    return updated;
                case UpdateTemplateResult.NotFound:
                    throw NotFound(template);
                case UpdateTemplateResult.NameTaken:
                    throw NameTaken(draft.Name);
            }
        }
    }

    public async Task DeleteAsync(TemplateId template, CancellationToken cancellationToken = default)
    {
        if (!await store.RemoveAsync(account, template, cancellationToken).ConfigureAwait(false))
            throw NotFound(template);
    }

    public async Task<TemplatePreview> PreviewAsync(TemplateDraft draft, TemplateData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var bodies = await _check.CompileAsync(draft, cancellationToken).ConfigureAwait(false);
        var set = TemplateSet.Compile("", bodies, options);
        var (json, now) = (data.ToJson(), time.GetUtcNow());
        var errors = set.Check(json, null, now);
        if (errors.Count > 0)
            throw new SesValidationException(errors);
        var content = set.Render(json, null, now);
        return new(content.Html, content.Text);
    }

    private MailTemplate TemplateOf(TemplateDraft draft, TemplateBodies bodies, TemplateId id, int version, DateTimeOffset createdAt, DateTimeOffset updatedAt) => new()
    {
        Account = account,
        Id = id,
        Name = draft.Name,
        Type = draft.Type,
        Version = version,
        Source = draft.Source,
        Text = draft.Text,
        Variables = TemplateSet.Merge(new[] { bodies.Html, bodies.Text }.OfType<TemplateProgram>()),
        CreatedAt = createdAt,
        UpdatedAt = updatedAt,
    };

    private static SesException NotFound(TemplateId template) => new(SesErrorCode.TemplateNotFound, $"there is no template {template} in this account");

    private static SesException NameTaken(string name) => new(SesErrorCode.AlreadyExists, $"a template named '{name}' exists; its name is how others draw it in, so it is unique");
}
