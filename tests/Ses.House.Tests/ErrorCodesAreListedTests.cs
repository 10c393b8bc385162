using System.Text.RegularExpressions;

namespace Ses.House.Tests;

/// <summary>docs/error-codes.md lists every code.</summary>
public sealed partial class ErrorCodesAreListedTests
{
    [Fact]
    public void The_list_is_complete_and_true()
    {
        var known = typeof(SesErrorCode).GetProperties()
            .Where(property => property.PropertyType == typeof(SesErrorCode))
            .Select(property => ((SesErrorCode)property.GetValue(null)!).Value);
        var listed = Row().Matches(SourceTree.Read("docs/error-codes.md")).Select(row => row.Groups[1].Value);
        Assert.Equal(known.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `([a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
