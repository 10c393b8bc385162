using Fluid.Ast;
using Ses.Templates.Internal.Html;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Linking;

/// <summary>
/// Joins a text with the templates that it draws in, and follows the HTML that all of them write together, so that each value knows what it
/// stands in. A template that is drawn in at several places is followed at each of them, once for each state of the HTML.
/// </summary>
internal sealed class TemplateLinker(TemplateLibrary library, int maxDepth)
{
    // Characters of other templates, each place where one is drawn in counted anew.
    private const long MaxDrawnIn = 16 * 1024 * 1024;

    private readonly Dictionary<(string Name, HtmlState State), (IReadOnlyList<Statement> Statements, HtmlState? End)> _partials = [];
    private readonly Dictionary<string, ParsedTemplate> _parsed = new(StringComparer.Ordinal);
    private readonly Dictionary<IReadOnlyList<Statement>, BlockNode> _blocks = [];
    private readonly List<string> _names = [];
    private long _drawnIn;
    private int _nesting;
    private LoopExits? _loop;

    private bool IsHtml => library.Escaping == TemplateEscaping.Html;

    /// <summary>The statements of a text that is complete, and the variables that it wants. Throws <see cref="SesException"/> with the place of what is wrong.</summary>
    public static (IReadOnlyList<Statement> Statements, IReadOnlyList<TemplateVariable> Variables) Link(ParsedTemplate template, string name, TemplateLibrary library, int maxDepth)
    {
        var chain = TemplateChain.Follow(template, name, library, maxDepth);
        var linker = new TemplateLinker(library, maxDepth);
        linker._names.AddRange(chain.Templates.Skip(1).Select(link => link.Source.Template!).Prepend(name));
        linker._nesting = chain.Templates.Sum(link => link.Nesting);
        var end = linker.Follow(chain.Statements, linker.IsHtml ? HtmlState.Begin : HtmlState.NoHtml);
        var last = chain.Templates[^1].Source;
        if (end is { Place: not (HtmlPlace.None or HtmlPlace.Data) } open)
            throw last.At(last.Text.Length).Error($"the HTML ends {HtmlJoin.Describe(open)}");
        return (chain.Statements, new VariableCollector(linker.Parsed, chain).Collect());
    }

    private ParsedTemplate Parsed(TemplateReference reference) =>
        _parsed.TryGetValue(reference.Name, out var known) ? known : _parsed[reference.Name] = library.Parse(reference);

    // The state behind statements; null where none comes there, behind a break.
    private HtmlState? Follow(IReadOnlyList<Statement> statements, HtmlState? state)
    {
        foreach (var statement in statements)
        {
            if (state is not { } here)
                return null;
            state = After(statement, here);
        }

        return state;
    }

    private HtmlState? After(Statement statement, HtmlState state)
    {
        switch (statement)
        {
            case TextNode text:
                return HtmlScanner.Scan(state, text.Text, text.Place);
            case OutputNode output:
                return AfterOutput(output, state);
            case IfStatement choice:
                return AfterChoice(choice, state);
            case CaseNode cases:
                return AfterCases(cases, state);
            case LoopNode loop:
                return AfterLoop(loop, state);
            case CaptureNode capture:
                return AfterCapture(capture, state);
            case PartialNode partial:
                return AfterPartial(partial, state);
            case BlockNode block:
                return AfterBlock(block, state);
            case BreakStatement or ContinueStatement:
                _loop?.Add(state, statement is BreakStatement);
                return null;
            default:
                return state;
        }
    }

    private HtmlState AfterOutput(OutputNode output, HtmlState state)
    {
        if (!IsHtml)
            return state;
        output.Slot = HtmlSlots.SlotAt(state, output.Place);
        return HtmlSlots.After(state);
    }

    private HtmlState? AfterChoice(IfStatement choice, HtmlState state)
    {
        var place = ((Expressions.StepExpression)choice.Condition).Place;
        var end = Follow(choice.Statements, state);
        foreach (var branch in choice.ElseIfs)
            end = HtmlJoin.Join(end, Follow(branch.Statements, state), place);
        return HtmlJoin.Join(end, choice.Else is null ? state : Follow(choice.Else.Statements, state), place);
    }

    private HtmlState? AfterCases(CaseNode cases, HtmlState state)
    {
        var end = cases.Branches.Any(branch => branch.Values is null) ? null : (HtmlState?)state;
        foreach (var branch in cases.Branches)
            end = HtmlJoin.Join(end, Follow(branch.Statements, state), cases.Place);
        return end;
    }

    // A turn begins where the one before ended, so the body is followed until its beginning stays the same.
    private HtmlState? AfterLoop(LoopNode loop, HtmlState state)
    {
        var outer = _loop;
        HtmlState begin;
        HtmlState? next = state;
        HtmlState? exit;
        do
        {
            begin = next!.Value;
            _loop = new(loop.Place);
            var end = Follow(loop.Body, begin);
            next = HtmlJoin.Join(begin, HtmlJoin.Join(end, _loop.Continue, loop.Place), loop.Place);
            exit = _loop.Break;
        }
        while (next != begin);
        _loop = outer;
        var otherwise = loop.Else is null ? state : Follow(loop.Else, state);
        return HtmlJoin.Join(HtmlJoin.Join(begin, exit, loop.Place), otherwise, loop.Place);
    }

    private HtmlState AfterCapture(CaptureNode capture, HtmlState state)
    {
        var outer = _loop;
        _loop = new(capture.Place);
        var end = Follow(capture.Body, IsHtml ? HtmlState.Begin : HtmlState.NoHtml);
        // A break within leaves the loop here, whatever was captured by then.
        if (_loop.Break is not null)
            outer?.Add(state, isBreak: true);
        if (_loop.Continue is not null)
            outer?.Add(state, isBreak: false);
        _loop = outer;
        if (end is { Place: not (HtmlPlace.None or HtmlPlace.Data) } open)
            throw capture.Place.Error($"what is captured ends {HtmlJoin.Describe(open)}; tags are begun and ended within it");
        return state;
    }

    private HtmlState? AfterBlock(BlockNode block, HtmlState state)
    {
        if (!_blocks.TryAdd(block.Content, block) && _blocks[block.Content] != block)
            throw block.Place.Error($"what fills the block '{block.Name}' would be shown twice");
        return Follow(block.Content, state);
    }

    private HtmlState? AfterPartial(PartialNode partial, HtmlState state)
    {
        var key = (partial.Reference.Name, state);
        if (!_partials.TryGetValue(key, out var linked))
            _partials.Add(key, linked = Partial(partial, state));
        partial.Target = linked.Statements;
        return linked.End;
    }

    private (IReadOnlyList<Statement> Statements, HtmlState? End) Partial(PartialNode partial, HtmlState state)
    {
        var reference = partial.Reference;
        if (_names.Contains(reference.Name))
            throw reference.Place.Error($"the templates go in a circle: {string.Join(" → ", _names.Append(reference.Name).Where(name => name.Length > 0))}");
        if (_names.Count > maxDepth)
            throw TemplateChain.TooDeep(reference, maxDepth);
        var template = library.Parse(reference);
        if (template.Layout is { } layout)
            throw layout.Place.Error("a template with a layout is a whole mail; no other draws it in");
        if (template.Blocks is [var block, ..])
            throw block.Place.Error("a template with blocks is a layout; no other draws it in");
        if ((_drawnIn += template.Source.Text.Length) > MaxDrawnIn)
            throw reference.Place.Error($"more than {MaxDrawnIn} characters of other templates are drawn in");
        var (outerLoop, outerNesting) = (_loop, _nesting);
        if ((_nesting += template.Nesting) > TemplateParser.MaxNesting * 2)
            throw reference.Place.Error($"with this template, more than {TemplateParser.MaxNesting * 2} tags stand in one another");
        _names.Add(reference.Name);
        _loop = partial.IsIsolated ? null : _loop;
        var end = Follow(template.Statements, state);
        _names.RemoveAt(_names.Count - 1);
        (_loop, _nesting) = (outerLoop, outerNesting);
        return (template.Statements, end);
    }

    // Where breaks and continues leave the body of a loop.
    private sealed class LoopExits(SourcePlace place)
    {
        public HtmlState? Break { get; private set; }

        public HtmlState? Continue { get; private set; }

        public void Add(HtmlState state, bool isBreak) => _ = isBreak
            ? Break = HtmlJoin.Join(Break, state, place)
            : Continue = HtmlJoin.Join(Continue, state, place);
    }
}
