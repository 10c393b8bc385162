using Ses.Primitives;

namespace Ses.Templates;

/// <summary>The templates of an account. (Guide, Email Template.)</summary>
public interface ITemplateCatalog
{
    /// <summary>Creates a template; refused with the line and column of what is wrong in the text.</summary>
    Task<MailTemplate> CreateAsync(TemplateDraft draft, CancellationToken cancellationToken = default);

    /// <summary>The template in its current version, or null.</summary>
    Task<MailTemplate?> FindAsync(TemplateId template, CancellationToken cancellationToken = default);

    /// <summary>The template of that name in its current version, or null.</summary>
    Task<MailTemplate?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>A page of the templates in the order of their ids; <paramref name="search"/> is a part of the name.</summary>
    Task<Page<MailTemplate>> ListAsync(string? search = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Makes a new version. What is queued keeps the old one.</summary>
    Task<MailTemplate> UpdateAsync(TemplateId template, TemplateDraft draft, CancellationToken cancellationToken = default);

    /// <summary>Deletes the template for new mail. What is queued is still sent.</summary>
    Task DeleteAsync(TemplateId template, CancellationToken cancellationToken = default);

    /// <summary>Shows what a template would give with these variables, without sending anything.</summary>
    Task<TemplatePreview> PreviewAsync(TemplateDraft draft, TemplateData data, CancellationToken cancellationToken = default);
}

/// <summary>What a template is made from.</summary>
public sealed record TemplateDraft
{
    /// <summary>The name, unique in the account; 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The body, with <c>{{ variables }}</c>; 512 KB at most.</summary>
    public required string Source { get; init; }

    /// <summary>What <see cref="Source"/> is; HTML by default.</summary>
    public TemplateType Type { get; init; } = TemplateType.Html;

    /// <summary>A plain-text body to go with HTML; null to derive it.</summary>
    public string? Text { get; init; }

    /// <summary>Reads the body from a file; the type follows from its ending (<c>.txt</c> is plain text), the name from the file's.</summary>
    public static async Task<TemplateDraft> FromFileAsync(string path, CancellationToken cancellationToken = default) => new()
    {
        Name = Path.GetFileNameWithoutExtension(path),
        Source = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false),
        Type = Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase) ? TemplateType.PlainText : TemplateType.Html,
    };
}

/// <summary>What a template gives.</summary>
/// <param name="Html">The HTML body; null for a plain-text template.</param>
/// <param name="Text">The plain-text body; null where it is derived from the HTML when the mail is written.</param>
public sealed record TemplatePreview(string? Html, string? Text);
