using System.Text;
using Ses.Primitives;
using Ses.Templates.Internal.Syntax;

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
        var texts = TemplateText.Of(draft.Type, draft.Source, draft.Text).Where(text => IsFit(text, errors)).ToList();
        var references = new List<TemplateReference>();
        texts.RemoveAll(text => !TryReadReferences(text, references, errors));
        var known = errors.Count;
        var partials = await FindAsync(draft.Name ?? "", references, errors, cancellationToken).ConfigureAwait(false);
        // Without what it draws in, a text cannot be compiled; anything else that is wrong so far is no reason not to look on.
        if (errors.Count > known)
            throw new SesValidationException(errors);
        var bodies = TemplateBodies.Compile(draft.Name ?? "", texts, partials, options, error => errors.Add(new(error.Field, error.Code, error.Message)));
        ThrowIfAny(errors);
        return bodies;
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

    private static bool TryReadReferences(TemplateText text, List<TemplateReference> references, List<SesError> errors)
    {
        try
        {
            references.AddRange(text.References());
            return true;
        }
        catch (SesException error)
        {
            errors.Add(new(text.Field, error.Code, error.Message));
            return false;
        }
    }

    private async ValueTask<IReadOnlyDictionary<string, MailTemplate>> FindAsync(
        string name, List<TemplateReference> references, List<SesError> errors, CancellationToken cancellationToken)
    {
        try
        {
            return await resolver.FindPartialsAsync(account, name, references, cancellationToken).ConfigureAwait(false);
        }
        catch (SesException error) when (error.Code == SesErrorCode.TemplateNotFound)
        {
            errors.Add(new("Source", error.Code, error.Message));
            return new Dictionary<string, MailTemplate>();
        }
    }

    private static void ThrowIfAny(List<SesError> errors)
    {
        if (errors.Count > 0)
            throw new SesValidationException(errors);
    }
}
