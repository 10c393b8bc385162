using System.Text;
using System.Text.RegularExpressions;

namespace Ses.House.Tests;

/// <summary>Which feature of Ses.Core knows which: a new arrow is a reviewed change.</summary>
public sealed partial class ArrowsPointOneWayTests
{
    private static readonly IReadOnlyList<SourceFile> Files = [.. SourceTree.Under("src/Ses.Core").Where(file => file.Feature.Length > 0)];
    private static readonly IReadOnlyList<string> Features = [.. Files.Select(file => file.Feature).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void The_matrix_of_features_is_the_approved_one()
    {
        var matrix = new StringBuilder();
        foreach (var feature in Features)
        {
            matrix.Append(feature).Append(" -> ").AppendJoin(", ", Known(file => file.Feature == feature)).Append('\n');
            matrix.Append(' ', 2).Append("in public: ").AppendJoin(", ", Known(file => file.Feature == feature && !IsInternal(file))).Append('\n');
        }

        Approve.Text("features", matrix.ToString());
    }

    [Fact]
    public void Primitives_know_nobody() => Assert.Empty(Known(file => file.Feature == "Primitives"));

    [Fact]
    public void The_ledger_knows_only_primitives() => Assert.Equal(["Primitives"], Known(file => file.Feature == "Ledger"));

    [Fact]
    public void No_feature_knows_the_door_to_the_store() => Assert.Empty(Features.Where(feature => Known(file => file.Feature == feature).Contains("Storage")));

    [Fact]
    public void What_features_say_in_public_has_no_circle()
    {
        var arrows = Features.ToDictionary(feature => feature, feature => Known(file => file.Feature == feature && !IsInternal(file)));
        var left = Features.ToHashSet();
        while (left.FirstOrDefault(feature => !arrows[feature].Any(left.Contains)) is { } free)
            left.Remove(free);
        Assert.Empty(left);
    }

    [Fact]
    public void No_type_is_named_like_a_namespace()
    {
        var segments = Features.Append("Ses").Append("Internal").ToHashSet();
        Assert.Empty(typeof(ISesClient).Assembly.GetTypes().Where(type => segments.Contains(type.Name)).Select(type => type.FullName));
    }

    private static bool IsInternal(SourceFile file) => file.Path.Contains("/Internal/", StringComparison.Ordinal) || !file.Lines.Any(line => line.StartsWith("public ", StringComparison.Ordinal));

    private static IReadOnlyList<string> Known(Func<SourceFile, bool> which) =>
    [
        .. Files.Where(which)
            .SelectMany(file => file.Lines.SelectMany(line => Mentioned(file, line)))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Mentioned(SourceFile file, string line)
    {
        if (line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            return [];
        var named = UsingDirective().Match(line) is { Success: true } match
            ? [match.Groups[1].Value]
            : QualifiedName().Matches(line).Select(qualified => qualified.Groups[1].Value);
        return named.Where(name => name != file.Feature && Features.Contains(name));
    }

    [GeneratedRegex(@"^using (?:static )?Ses\.(\w+)")]
    private static partial Regex UsingDirective();

    // A feature by its name in code, such as Warmup.WarmupPolicy; not a property, such as options.Warmup.
    [GeneratedRegex(@"(?<![\w.>)\]?!])(?:Ses\.)?([A-Z]\w+)\.[A-Z]\w*(?=[\w.(<;, ])")]
    private static partial Regex QualifiedName();
}
