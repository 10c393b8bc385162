namespace Ses.Templates.Internal.Syntax;

/// <summary>Finds what someone may have meant.</summary>
internal static class NearestName
{
    /// <summary>" Did you mean …?" where a known name differs by a slip of the pen; nothing else.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var nearest = known
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(name.Length, candidate.Name.Length) / 3))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is null ? "" : $"; did you mean '{nearest.Name}'?";
    }

    // Levenshtein, with two neighbours in the wrong order as one slip.
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 4 || a.Length > 64)
            return int.MaxValue;
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
                distances[i, j] = i == 0 || j == 0 ? i + j : Best(distances, a, b, i, j);
        }

        return distances[a.Length, b.Length];
    }

    private static int Best(int[,] distances, string a, string b, int i, int j)
    {
        var best = Math.Min(Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1, distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
        return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? Math.Min(best, distances[i - 2, j - 2] + 1) : best;
    }
}
