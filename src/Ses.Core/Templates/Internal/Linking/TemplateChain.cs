using Fluid.Ast;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Linking;

/// <summary>A template with the layouts around it: which block is filled by whom.</summary>
internal sealed class TemplateChain
{
    private const string ContentBlock = "content";

    private readonly List<ParsedTemplate> _templates = [];
    private readonly Dictionary<string, BlockNode> _fillings = new(StringComparer.Ordinal);

    private TemplateChain()
    {
    }

    /// <summary>From the template at hand to the outermost layout.</summary>
    public IReadOnlyList<ParsedTemplate> Templates => _templates;

    /// <summary>What is rendered: what the inner templates assign, then the outermost layout.</summary>
    public List<Statement> Statements { get; } = [];

    /// <summary>Follows the layouts of a template. Its loose text fills the block <c>content</c>.</summary>
    public static TemplateChain Follow(ParsedTemplate template, string name, TemplateLibrary library, int maxDepth)
    {
        var chain = new TemplateChain();
        var names = new List<string> { name };
        var current = template;
        while (current.Layout is { } layout)
        {
            if (names.Contains(layout.Name))
                throw layout.Place.Error($"the layouts go in a circle: {string.Join(" → ", names.Append(layout.Name).Where(link => link.Length > 0))}");
            if (names.Count > maxDepth)
                throw TooDeep(layout, maxDepth);
            names.Add(layout.Name);
            var outer = library.Parse(layout);
            chain.Fill(current);
            current = outer;
        }

        chain._templates.Add(current);
        chain.CheckFillings();
        chain.Statements.AddRange(current.Statements);
        foreach (var block in chain._templates.SelectMany(link => link.Blocks))
            block.Content = chain._fillings.TryGetValue(block.Name, out var filling) ? filling.OwnContent : block.OwnContent;
        return chain;
    }

    /// <summary>The block whose content stands in a block: its own, or one of a template within.</summary>
    public BlockNode FillingOf(BlockNode block) => _fillings.GetValueOrDefault(block.Name, block);

    public static SesException TooDeep(TemplateReference reference, int maxDepth) => new(
        SesErrorCode.LimitExceeded, $"{reference.Place}: more than {maxDepth} templates within one another; to lift it: ses.Configure(o => o.Templates.MaxDepth = …)");

    private void Fill(ParsedTemplate inner)
    {
        _templates.Add(inner);
        var own = inner.Statements.OfType<BlockNode>().ToList();
        var loose = inner.Statements.Where(statement => statement is not BlockNode).ToList();
        if (loose.TrueForAll(Blankness.IsBlank))
            Statements.AddRange(loose.Where(statement => statement is not TextNode));
        else
            own.Add(new(PlaceOf(loose, inner), ContentBlock, loose));
        foreach (var block in own)
        {
            if (own.Exists(other => other != block && other.Name == block.Name))
                throw block.Place.Error($"there is more than one block '{block.Name}'");
            // What a template further in says goes before.
            _fillings.TryAdd(block.Name, block);
        }
    }

    // Each block that is filled stands once in the layouts around the template that fills it.
    private void CheckFillings()
    {
        foreach (var block in _fillings.Values)
        {
            var outer = _templates.Skip(1 + _templates.FindIndex(template => template.Source == block.Place.Source)).SelectMany(template => template.Blocks).ToList();
            if (outer.Count(candidate => candidate.Name == block.Name) is not 1 and var count)
            {
                throw block.Place.Error(count > 1
                    ? $"there is more than one block '{block.Name}' in the layouts"
                    : $"no layout has a block '{block.Name}'; there are: {string.Join(", ", outer.Select(candidate => candidate.Name))}");
            }
        }
    }

    private static SourcePlace PlaceOf(List<Statement> loose, ParsedTemplate template) =>
        loose.OfType<TemplateNode>().FirstOrDefault(node => !Blankness.IsBlank(node))?.Place ?? template.Source.At(0);
}
