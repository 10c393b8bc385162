using System.Text;
using Ses.Primitives;

namespace Ses.Templates.Internal;

/// <summary>The templates of one account.</summary>
internal sealed class TemplateCatalog(AccountId account, ITemplateStore store, TemplatesOptions options, TimeProvider time) : ITemplateCatalog
{
    private const int MaxName = 64;

    public async Task<MailTemplate> CreateAsync(TemplateDraft draft, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return await store.AddAsync(TemplateOf(draft, default, 1, now, now), cancellationToken).ConfigureAwait(false) ?? throw NameTaken(draft.Name);
    }

    public async Task<MailTemplate?> FindAsync(TemplateId template, CancellationToken cancellationToken = default) =>
        await store.FindAsync(account, template, cancellationToken).ConfigureAwait(false);

    public async Task<MailTemplate?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        await store.FindByNameAsync(account, StorableText.Of(name), cancellationToken).ConfigureAwait(false);

    public async Task<Page<MailTemplate>> ListAsync(string? search = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await store.ListAsync(account, StorableText.Of(search), page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    public async Task<MailTemplate> UpdateAsync(TemplateId template, TemplateDraft draft, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var current = await store.FindAsync(account, template, cancellationToken).ConfigureAwait(false) ?? throw NotFound(template);
            var updated = TemplateOf(draft, template, current.Version + 1, current.CreatedAt, time.GetUtcNow());
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

    public Task<TemplatePreview> PreviewAsync(TemplateDraft draft, TemplateData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var template = TemplateOf(draft, default, 1, default, default);
        var set = TemplateSet.Compile(TemplateSources.Of("", template, new Dictionary<string, MailTemplate>()), options);
        var errors = TemplateDataCheck.Check(set.Variables, data.ToJson(), null, options);
        if (errors.Count > 0)
            throw new SesValidationException(errors);
        var content = set.Render(data.ToJson(), null);
        return Task.FromResult(new TemplatePreview(content.Html, content.Text));
    }

    private MailTemplate TemplateOf(TemplateDraft draft, TemplateId id, int version, DateTimeOffset createdAt, DateTimeOffset updatedAt)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var errors = new List<SesError>();
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Length > MaxName || draft.Name.Any(char.IsControl))
            errors.Add(new("Name", SesErrorCode.Invalid, $"a name has 1 to {MaxName} characters and no control characters"));
        var variables = Variables("Source", draft.Source, draft.Type == TemplateType.Html ? TemplateEscaping.Html : TemplateEscaping.None, errors)
            .Concat(draft.Text is null ? [] : Variables("Text", draft.Text, TemplateEscaping.None, errors))
            .DistinctBy(variable => variable.Name)
            .ToList();
        if (draft is { Type: TemplateType.PlainText, Text: not null })
            errors.Add(new("Text", SesErrorCode.Invalid, "a plain-text template has its text in Source"));
        if (errors.Count > 0)
            throw new SesValidationException(errors);
        return new()
        {
            Account = account,
            Id = id,
            Name = draft.Name,
            Type = draft.Type,
            Version = version,
            Source = draft.Source,
            Text = draft.Text,
            Variables = variables,
            CreatedAt = createdAt,
            UpdatedAt = updatedAt,
        };
    }

    private IReadOnlyList<TemplateVariable> Variables(string field, string source, TemplateEscaping escaping, List<SesError> errors)
    {
        if (string.IsNullOrWhiteSpace(source))
        {
            errors.Add(new(field, SesErrorCode.Required, "a text is needed"));
            return [];
        }

        if (Encoding.UTF8.GetByteCount(source) > options.MaxSourceOctets)
        {
            errors.Add(new(field, SesErrorCode.LimitExceeded, $"more than {options.MaxSourceOctets} octets; to lift it: ses.Configure(o => o.Templates.MaxSourceOctets = …)"));
            return [];
        }

        try
        {
            return TemplateProgram.Parse(source, escaping).Variables;
        }
        catch (SesException error)
        {
            errors.Add(new(field, error.Code, error.Message));
            return [];
        }
    }

    private static SesException NotFound(TemplateId template) => new(SesErrorCode.TemplateNotFound, $"there is no template {template} in this account");

    private static SesException NameTaken(string name) => new(SesErrorCode.AlreadyExists, $"a template named '{name}' exists; its name is how others draw it in, so it is unique");
}
