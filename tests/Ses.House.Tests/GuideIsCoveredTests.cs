using System.Text.RegularExpressions;

namespace Ses.House.Tests;

/// <summary>docs/guide-coverage.md maps every promise of the guide to the test that shows it, or says that it is not built yet.</summary>
public sealed partial class GuideIsCoveredTests
{
    private static readonly IReadOnlyDictionary<char, int> Promises = new Dictionary<char, int>
    {
        ['D'] = 7, ['A'] = 2, ['T'] = 3, ['C'] = 5, ['I'] = 9, ['R'] = 2, ['G'] = 4, ['S'] = 9, ['N'] = 4, ['P'] = 5, ['B'] = 5,
    };

    private static readonly IReadOnlyList<(string Id, string Shown)> Rows =
        [.. Row().Matches(SourceTree.Read("docs/guide-coverage.md")).Select(row => (row.Groups[1].Value, row.Groups[2].Value))];

    [Fact]
    public void Every_promise_has_its_row()
    {
        var ids = Promises.SelectMany(part => Enumerable.Range(1, part.Value).Select(number => $"{part.Key}{number}"));
        Assert.Equal(ids.Order(StringComparer.Ordinal), Rows.Select(row => row.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_named_test_exists()
    {
        var methods = SourceTree.Under("tests").SelectMany(file => file.Lines.SelectMany(line => Method().Matches(line)).Select(match => $"{Path.GetFileNameWithoutExtension(file.Path)}.{match.Groups[1].Value}")).ToHashSet();
        Assert.Empty(Rows.SelectMany(row => Test().Matches(row.Shown).Select(test => (row.Id, Test: test.Groups[1].Value))).Where(named => !methods.Contains(named.Test)));
    }

    [Fact]
    public void Every_row_names_a_test_or_says_that_it_is_not_built() =>
        Assert.Empty(Rows.Where(row => !Test().IsMatch(row.Shown) && !row.Shown.Contains("not built", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\| ([A-Z]\d+) \|[^|]*\| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"public (?:async )?(?:void|Task|ValueTask) (\w+)\(")]
    private static partial Regex Method();
}
