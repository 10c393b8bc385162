using Fluid.Ast;
using Ses.Templates.Internal.Linking;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal;

/// <summary>One text, compiled. Safe for all threads.</summary>
internal sealed class TemplateProgram
{
    private readonly IReadOnlyList<Statement> _statements;
    private readonly TemplateEscaping _escaping;
    private readonly bool _isStrict;

    private TemplateProgram(IReadOnlyList<Statement> statements, IReadOnlyList<TemplateVariable> variables, TemplateEscaping escaping, bool isStrict)
    {
        (_statements, Variables, _escaping, _isStrict) = (statements, variables, escaping, isStrict);
        FlatParts = statements.All(statement => statement is TextNode or OutputNode) ? [.. statements.Cast<TemplateNode>()] : null;
    }

    /// <summary>The variables in the order in which they are met first.</summary>
    public IReadOnlyList<TemplateVariable> Variables { get; }

    /// <summary>The text as a list of <see cref="TextNode"/> and <see cref="OutputNode"/>, where it is nothing else; null where it decides or repeats.</summary>
    public IReadOnlyList<TemplateNode>? FlatParts { get; }

    /// <summary>Compiles a text; throws <see cref="SesException"/> with <see cref="SesErrorCode.TemplateSyntax"/> and the place.</summary>
    public static TemplateProgram Compile(string source, TemplateDialect dialect, TemplateEscaping escaping, string name, IReadOnlyDictionary<string, MailTemplate> partials, TemplatesOptions options)
    {
        var parsed = TemplateParser.Parse(new(source), dialect, escaping);
        var (statements, variables) = TemplateLinker.Link(parsed, name, new(partials, escaping), options.MaxDepth);
        return new(statements, variables, escaping, isStrict: dialect != TemplateDialect.Lax);
    }

    /// <summary>Renders; throws <see cref="SesException"/> for a missing value, one that does not do where it stands, or a limit.</summary>
    public string Render(TemplateValues values, TemplatesOptions options, DateTimeOffset? now) => Render(NewRun(values, options, now));

    /// <summary>Renders for the errors only: everything that is wrong with the values.</summary>
    public IReadOnlyList<TemplateRenderException> Check(TemplateValues values, TemplatesOptions options, DateTimeOffset? now)
    {
        var run = NewRun(values, options, now);
        run.CollectProblems();
        _ = Render(run);
        return run.Problems;
    }

    private RenderRun NewRun(TemplateValues values, TemplatesOptions options, DateTimeOffset? now) =>
        new(values, options, _isStrict, _escaping == TemplateEscaping.Html, now);

    private string Render(RenderRun run)
    {
        using var writer = new TemplateWriter(run);
        TemplateNode.WriteAll(_statements, writer, new(run));
        return writer.ToString();
    }
}
