using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal;

/// <summary>What one recipient gets.</summary>
internal sealed record RenderedContent(string Subject, string? Html, string? Text);

/// <summary>What one kind of message is rendered from, compiled once. Safe for all threads.</summary>
internal sealed class TemplateSet
{
    private TemplateSet(TemplateProgram subject, TemplateBodies bodies, TemplatesOptions options)
    {
        (Subject, Html, Text, Options) = (subject, bodies.Html, bodies.Text, options);
        Programs = [.. new[] { subject, bodies.Html, bodies.Text }.OfType<TemplateProgram>()];
        Variables = Merge(Programs);
    }

    public TemplateProgram Subject { get; }

    public TemplateProgram? Html { get; }

    public TemplateProgram? Text { get; }

    public TemplatesOptions Options { get; }

    /// <summary>The subject and the bodies that there are.</summary>
    public IReadOnlyList<TemplateProgram> Programs { get; }

    /// <summary>The variables that subject and bodies want.</summary>
    public IReadOnlyList<TemplateVariable> Variables { get; }

    /// <summary>Compiles; throws <see cref="TemplateTextException"/> with <see cref="SesErrorCode.TemplateSyntax"/> and the place.</summary>
    public static TemplateSet Compile(TemplateSources sources, TemplatesOptions options) =>
        Compile(sources.Subject, TemplateBodies.Compile(sources, options), options);

    /// <summary>Compiles a subject to go with bodies.</summary>
    public static TemplateSet Compile(string subject, TemplateBodies bodies, TemplatesOptions options)
    {
        try
        {
            var program = TemplateProgram.Compile(subject, TemplateDialect.Subject, TemplateEscaping.Header, "", new Dictionary<string, MailTemplate>(), options);
            return new(program, bodies, options);
        }
        catch (SesException error)
        {
            throw new TemplateTextException("Subject", error);
        }
    }

    /// <summary>
    /// Renders for one recipient, whose variables (a JSON object or null) come on top of the message's. "Now" is the moment of acceptance, so that a
    /// retry says the same.
    /// </summary>
    public RenderedContent Render(string? messageData, string? recipientData, DateTimeOffset? now = null)
    {
        using var values = TemplateValues.Read(messageData, recipientData);
        return new(Subject.Render(values, Options, now), Html?.Render(values, Options, now), Text?.Render(values, Options, now));
    }

    /// <summary>Renders the subject alone.</summary>
    public string RenderSubject(string? messageData, string? recipientData, DateTimeOffset? now = null)
    {
        using var values = TemplateValues.Read(messageData, recipientData);
        return Subject.Render(values, Options, now);
    }

    /// <summary>What is wrong with the variables: missing, unknown, too large, or of no use where they stand. Renders to find out, so that nothing is left to be found when the mail is sent.</summary>
    public IReadOnlyList<SesError> Check(string? messageData, string? recipientData, DateTimeOffset now) =>
        TemplateDataCheck.Check(this, messageData, recipientData, Options, now);

    /// <summary>The variables of several texts, each once; required where one of them requires it.</summary>
    public static IReadOnlyList<TemplateVariable> Merge(IEnumerable<TemplateProgram> programs) =>
    [
        .. programs
            .SelectMany(program => program.Variables)
            .GroupBy(variable => variable.Name)
            .Select(group => new TemplateVariable(group.Key, group.Any(variable => variable.IsRequired))),
    ];
}
