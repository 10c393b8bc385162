using System.Globalization;

namespace Ses.Storage.Sql.Operations;

/// <summary>
/// How large a count is, in powers of four: by it, the largest counts of a day are found in an index that need not be touched each time that one grows by a few.
/// Counts below four are in no index.
/// </summary>
internal static class Magnitude
{
    /// <summary>The largest.</summary>
    public const int Max = 14;

    /// <summary>The least count that has a magnitude.</summary>
    public static long LeastOf(int magnitude) => 1L << (2 * magnitude);

    /// <summary>The magnitude of an expression, in SQL.</summary>
    public static string Of(string count)
    {
        var cases = Enumerable.Range(1, Max).Select(magnitude => string.Create(CultureInfo.InvariantCulture, $"WHEN {count} < {LeastOf(magnitude)} THEN {magnitude - 1}"));
        return string.Create(CultureInfo.InvariantCulture, $"CASE {string.Join(" ", cases)} ELSE {Max} END");
    }
}
