using System.Globalization;
using System.Text.RegularExpressions;

namespace Ses.Tests.QuickStart;

/// <summary>The line with which the program ends, whatever came before.</summary>
internal static partial class LastLine
{
    public static IReadOnlyDictionary<string, int> Counts(string output) =>
        Count().Matches(Of(output)).ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    public static string Server(string output) => Of(output).Split("server=")[1].Split(' ')[0];

    private static string Of(string output)
    {
        var last = output.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("quickstart: ", last, StringComparison.Ordinal);
        return last;
    }

    [GeneratedRegex("(requests|rejected|sends|delivered|bounced|pending)=([0-9]+)")]
    private static partial Regex Count();
}
