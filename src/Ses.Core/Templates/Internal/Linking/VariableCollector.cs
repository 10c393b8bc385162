using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Linking;

/// <summary>What a linked text wants from outside: its own variables, and those of the templates that it draws in.</summary>
internal sealed class VariableCollector(Func<TemplateReference, ParsedTemplate> find, TemplateChain chain)
{
    private readonly Dictionary<string, Wanted> _partials = new(StringComparer.Ordinal);

    public IReadOnlyList<TemplateVariable> Collect()
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        var wants = new List<Want>();
        // What a template assigns before its layout is seen in the layout.
        foreach (var template in chain.Templates)
        {
            if (template.Layout is null || !HasLooseContent(template))
                Add(template.Mentions.Where(mention => template.Layout is null || mention is not VariableMention.Block), made, wants);
            made.UnionWith(template.Assigned);
        }

        return [.. wants.GroupBy(want => want.Name).Select(group => new TemplateVariable(group.Key, group.Any(want => want.IsRequired)))];
    }

    private static bool HasLooseContent(ParsedTemplate template) => !template.Statements.Where(statement => statement is not Rendering.BlockNode).All(Blankness.IsBlank);

    private void Add(IEnumerable<VariableMention> mentions, HashSet<string> made, List<Want> wants)
    {
        foreach (var mention in mentions)
        {
            switch (mention)
            {
                case VariableMention.Use { Variable: var variable, IsGuarded: var isGuarded } when !made.Contains(variable.Root!):
                    wants.Add(new(variable.Name, variable.Root!, !isGuarded && !variable.IsOptional));
                    break;
                case VariableMention.Call call:
                    AddCall(call, made, wants);
                    break;
                case VariableMention.Block block:
                    AddBlock(block, made, wants);
                    break;
            }
        }
    }

    private void AddCall(VariableMention.Call call, HashSet<string> made, List<Want> wants)
    {
        var partial = WantedBy(call.Partial.Reference);
        var handed = call.Partial.Arguments.Select(argument => argument.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var want in partial.Wants.Where(want => !handed.Contains(want.Root)))
        {
            if (call.Partial.IsIsolated || (!call.Made.Contains(want.Root) && !made.Contains(want.Root)))
                wants.Add(want with { IsRequired = want.IsRequired && !call.Guards.Any(guard => VariableTracker.IsWithin(want.Name, guard)) });
        }

        if (!call.Partial.IsIsolated)
            made.UnionWith(partial.Assigned);
    }

    // A filled block shows what fills it; that stands in a template further in, whose mentions are found there.
    private void AddBlock(VariableMention.Block block, HashSet<string> made, List<Want> wants)
    {
        var filling = chain.FillingOf(block.Node);
        var content = filling == block.Node ? block.Content : ContentOf(filling);
        Add(content, made, wants);
    }

    private IEnumerable<VariableMention> ContentOf(Rendering.BlockNode filling)
    {
        foreach (var template in chain.Templates)
        {
            if (Blocks(template.Mentions).FirstOrDefault(block => block.Node == filling) is { } found)
                return found.Content;
            // Loose text that fills a block is all that the template mentions outside its own blocks.
            if (template.Layout is not null && HasLooseContent(template) && !template.Blocks.Contains(filling) && filling.Place.Source == template.Source)
                return template.Mentions.Where(mention => mention is not VariableMention.Block);
        }

        return [];
    }

    private static IEnumerable<VariableMention.Block> Blocks(IEnumerable<VariableMention> mentions) =>
        mentions.OfType<VariableMention.Block>().SelectMany(block => Blocks(block.Content).Prepend(block));

    private Wanted WantedBy(TemplateReference reference)
    {
        if (_partials.TryGetValue(reference.Name, out var known))
            return known;
        var template = find(reference);
        var made = new HashSet<string>(StringComparer.Ordinal);
        var wants = new List<Want>();
        Add(template.Mentions, made, wants);
        made.UnionWith(template.Assigned);
        var merged = wants.GroupBy(want => want.Name).Select(group => new Want(group.Key, group.First().Root, group.Any(want => want.IsRequired))).ToList();
        return _partials[reference.Name] = new(merged, made);
    }

    private sealed record Want(string Name, string Root, bool IsRequired);

    private sealed record Wanted(IReadOnlyList<Want> Wants, IReadOnlySet<string> Assigned);
}
