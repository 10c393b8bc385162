using System.Text;
using Ses.Primitives;

namespace Ses.Templates.Internal;

/// <summary>Checks what a template is made from: all that is wrong is reported at once, with line and column.</summary>
internal sealed class TemplateDraftCheck(AccountId account, TemplateResolver resolver, TemplatesOptions options)
{
    private const int MaxName = 64;

    /// <summary>Compiles the texts with the account's templates that they draw in, as they are now.</summary>
    public async ValueTask<TemplateBodies> CompileAsync(TemplateDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var errors = new List<SesError>();
        CheckName(draft.Name, errors);
        if (draft is { Type: TemplateType.PlainText, Text: not null })
            errors.Add(new("Text", SesErrorCode.Invalid, "a plain-text template has its text in Source"));
        var texts = new List<TemplateText>();
        var partials = new Dictionary<string, MailTemplate>(StringComparer.Ordinal);
        foreach (var text in TemplateText.Of(draft.Type, draft.Source, draft.Text).Where(text => IsFit(text, errors)))
        {
            if (await FindPartialsAsync(draft.Name ?? "", text, partials, errors, cancellationToken).ConfigureAwait(false))
                texts.Add(text);
        }

        var bodies = TemplateBodies.Compile(draft.Name ?? "", texts, partials, options, error => errors.Add(new(error.Field, error.Code, error.Message)));
        return errors.Count == 0 ? bodies : throw new SesValidationException([.. errors.OrderBy(error => error.Field, StringComparer.Ordinal)]);
    }

    private static void CheckName(string? name, List<SesError> errors)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxName || name.Any(char.IsControl))
            errors.Add(new("Name", SesErrorCode.Invalid, $"a name has 1 to {MaxName} characters and no control characters"));
    }

    private bool IsFit(TemplateText text, List<SesError> errors)
    {
        if (string.IsNullOrWhiteSpace(text.Text))
            errors.Add(new(text.Field, SesErrorCode.Required, "a text is needed"));
        else if (Encoding.UTF8.GetByteCount(text.Text) > options.MaxSourceOctets)
            errors.Add(new(text.Field, SesErrorCode.LimitExceeded, $"more than {options.MaxSourceOctets} octets; to lift it: ses.Configure(o => o.Templates.MaxSourceOctets = …)"));
        else
            return true;
        return false;
    }

    private async ValueTask<bool> FindPartialsAsync(
        string name, TemplateText text, Dictionary<string, MailTemplate> partials, List<SesError> errors, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (partial, template) in await resolver.FindPartialsAsync(account, name, text.References(), cancellationToken).ConfigureAwait(false))
                partials[partial] = template;
            return true;
        }
        catch (SesException error) when (error.Code == SesErrorCode.TemplateNotFound || error.Code == SesErrorCode.TemplateSyntax)
        {
            errors.Add(new(text.Field, error.Code, error.Message));
            return false;
        }
    }
}
