namespace Ses.Recipients.Internal;

/// <summary>What a file's begin tells of its form: the separator, and whether its first line only names it, as Excel's <c>sep=;</c>.</summary>
/// <param name="Separator">What stands between fields.</param>
/// <param name="IsNamed">True where the first line names it.</param>
internal readonly record struct CsvDialect(char Separator, bool IsNamed = false)
{
    private const int MaxRows = 200;

    private static readonly char[] Candidates = [',', ';', '\t'];

    /// <summary>Reads the begin of a file's text; <paramref name="separator"/> is what the caller knows, and <paramref name="isAll"/> that nothing follows.</summary>
    public static CsvDialect Of(string head, char? separator, bool isAll)
    {
        var firstLine = head.AsSpan(0, Math.Max(0, head.AsSpan().IndexOfAny('\r', '\n'))).Trim('"');
        if (firstLine.Length == 5 && firstLine.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
            return new(separator ?? firstLine[4], IsNamed: true);
        return new(separator ?? Candidates.Select((candidate, i) => (candidate, Score: Score(head, candidate, isAll), i)).MaxBy(entry => (entry.Score, -entry.i)).candidate);
    }

    // The separator is what lets the most rows have an address as a field; among equals, what gives the most rows as many fields as the header, and then more.
    private static (double Addresses, double Same, int Columns) Score(string head, char candidate, bool isAll)
    {
        var scanner = new CsvRowScanner(candidate);
        var (columns, rows, same, addresses) = (0, 0, 0, 0);
        var rest = head.AsSpan();
        while (rows < MaxRows && scanner.Scan(rest, isAll: true) != CsvScan.Nothing)
        {
            var row = rest;
            rest = rest[scanner.Consumed..];
            var isCut = rest.IsEmpty && !isAll;
            if (scanner.RowLength == 0 || (isCut && rows > 0))
                continue;
            rows++;
            columns = rows == 1 ? scanner.Fields.Count : columns;
            same += scanner.Fields.Count == columns ? 1 : 0;
            addresses += scanner.HasAddress(row) ? 1 : 0;
        }

        return rows == 0 ? default : ((double)addresses / rows, columns < 2 ? 0 : (double)same / rows, columns);
    }
}
