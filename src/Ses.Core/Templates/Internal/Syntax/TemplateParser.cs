using Fluid.Ast;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary>What stands between a tag and the next one that belongs to it, and that one.</summary>
internal readonly record struct ParsedBlock(IReadOnlyList<Statement> Statements, TemplateSegment End);

/// <summary>Makes statements of a text, by recursive descent. Every error names its line and column.</summary>
internal sealed class TemplateParser
{
    /// <summary>How many tags may stand in one another.</summary>
    public const int MaxNesting = 64;

    private readonly SourceText _source;
    private readonly IReadOnlyList<TemplateSegment> _segments;
    private readonly Stack<TemplateSegment> _open = new();
    private readonly List<BlockNode> _blocks = [];
    private readonly List<PartialNode> _partials = [];
    private readonly OutputSlot _slot;
    private int _at;
    private int _nesting;

    private TemplateParser(SourceText source, TemplateDialect dialect, TemplateEscaping escaping)
    {
        _source = source;
        _segments = TemplateLexer.Read(source);
        _slot = new(escaping == TemplateEscaping.Header ? OutputKind.Header : OutputKind.Plain);
        Dialect = dialect;
        Expressions = new(Variables);
    }

    public TemplateDialect Dialect { get; }

    public VariableTracker Variables { get; } = new();

    public ExpressionParser Expressions { get; }

    public TemplateReference? Layout { get; set; }

    /// <summary>How many tags are open around the one at hand.</summary>
    public int Depth => _open.Count;

    public bool IsInLoop => _open.Any(tag => tag.Tag == "for");

    public static ParsedTemplate Parse(SourceText source, TemplateDialect dialect, TemplateEscaping escaping)
    {
        var parser = new TemplateParser(source, dialect, escaping);
        var statements = parser.ReadStatements([], out _);
        return new()
        {
            Source = source,
            Statements = statements,
            Layout = parser.Layout,
            Blocks = parser._blocks,
            Partials = parser._partials,
            Mentions = parser.Variables.Mentions,
            Assigned = parser.Variables.Assigned,
            Nesting = parser._nesting,
        };
    }

    /// <summary>Reads up to one of the tags that end or divide the block.</summary>
    public ParsedBlock ReadBlock(TemplateSegment opener, params ReadOnlySpan<string> ends)
    {
        _open.Push(opener);
        _nesting = Math.Max(_nesting, _open.Count);
        if (_open.Count > MaxNesting)
            throw opener.Place.Error($"more than {MaxNesting} tags in one another");
        var statements = ReadStatements(ends, out var end);
        _open.Pop();
        return end is { } found
            ? new(Blankness.WithoutWhiteSpace(statements), found)
            : throw opener.Place.Error($"{{% {opener.Tag} %}} is not closed with {{% end{opener.Tag} %}}");
    }

    public static MarkupReader Markup(TemplateSegment tag) => new(tag.Text, tag.TextAt);

    public void Add(BlockNode block) => _blocks.Add(block);

    public void Add(PartialNode partial)
    {
        _partials.Add(partial);
        Variables.Add(partial);
    }

    private List<Statement> ReadStatements(ReadOnlySpan<string> ends, out TemplateSegment? end)
    {
        var statements = new List<Statement>();
        end = null;
        while (_at < _segments.Count)
        {
            var segment = _segments[_at++];
            if (segment.Kind == SegmentKind.Tag && ends.Contains(segment.Tag))
            {
                end = segment;
                break;
            }

            if (StatementOf(segment, isFirst: statements.TrueForAll(Blankness.IsBlank)) is { } statement)
                statements.Add(statement);
        }

        return statements;
    }

    private Statement? StatementOf(TemplateSegment segment, bool isFirst)
    {
        switch (segment.Kind)
        {
            case SegmentKind.Output:
                return OutputOf(segment);
            case SegmentKind.Tag:
                if (segment.Tag == "layout" && !(isFirst && Depth == 0))
                    throw segment.Place.Error("{% layout %} stands before everything else");
                return TagTable.Read(this, segment, _open.TryPeek(out var open) ? open : null);
            default:
                return new TextNode(segment.Place, segment.Text, segment.Kind == SegmentKind.Raw);
        }
    }

    private OutputNode? OutputOf(TemplateSegment segment)
    {
        var reader = Markup(segment);
        if (!reader.IsAtEnd)
            return new(segment.Place, Expressions.ReadFiltered(reader), _slot);
        return Dialect == TemplateDialect.Lax ? null : throw segment.Place.Error("there is nothing between {{ and }}");
    }
}
