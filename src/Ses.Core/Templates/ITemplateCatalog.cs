using System.Text;
using Ses.Primitives;

namespace Ses.Templates;

/// <summary>The templates of an account. (Guide, Email Template.)</summary>
public interface ITemplateCatalog
{
    /// <summary>Creates a template; refused with the line and column of what is wrong in the text, and where it names a template that is not there.</summary>
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

    /// <summary>The body, in the Liquid language: <c>{{ variables }}</c>, <c>{% if %}</c>, <c>{% for %}</c>, other templates by <c>{% render 'name' %}</c>; 512 KB at most.</summary>
    public required string Source { get; init; }

    /// <summary>What <see cref="Source"/> is; HTML by default.</summary>
    public TemplateType Type { get; init; } = TemplateType.Html;

    /// <summary>A plain-text body to go with HTML; null to derive it.</summary>
    public string? Text { get; init; }

    /// <summary>Reads the body from a file; the type follows from its ending (<c>.txt</c> is plain text), the name from the file's. UTF-8, or UTF-16 with a byte order mark.</summary>
    public static async Task<TemplateDraft> FromFileAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var type = Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase) ? TemplateType.PlainText : TemplateType.Html;
            return await FromStreamAsync(Path.GetFileNameWithoutExtension(path), file, type, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the body from a stream, from where it stands to its end. UTF-8, or UTF-16 with a byte order mark; <see cref="SesException"/> for other encodings.</summary>
    public static async Task<TemplateDraft> FromStreamAsync(string name, Stream body, TemplateType type = TemplateType.Html, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var reader = new StreamReader(body, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        try
        {
            return new() { Name = name, Source = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false), Type = type };
        }
        catch (DecoderFallbackException error)
        {
            throw new SesException(SesErrorCode.Invalid, $"the body of '{name}' is not UTF-8: {error.Message}", innerException: error);
        }
    }
}

/// <summary>What a template gives.</summary>
/// <param name="Html">The HTML body; null for a plain-text template.</param>
/// <param name="Text">The plain-text body; null where it is derived from the HTML when the mail is written.</param>
public sealed record TemplatePreview(string? Html, string? Text);
