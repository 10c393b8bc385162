namespace Ses.Recipients.Internal;

/// <summary>What a file's begin tells of its form: the separator, and whether its first line only names it, as Excel's <c>sep=;</c>.</summary>
/// <param name="Separator">What stands between fields.</param>
/// <param name="IsNamed">True where the first line names it.</param>
internal readonly record struct CsvDialect(char Separator, bool IsNamed = false)
{
    private const int MaxRows = 200;

    private static readonly char[] Candidates = [',', ';', '\t'];

    /// <summary>Reads the begin of a file's text.</summary>
    public static CsvDialect Of(string head, char? separator)
    {
        var firstLine = head.AsSpan(0, Math.Max(0, head.AsSpan().IndexOfAny('\r', '\n'))).Trim('"');
        if (firstLine.Length == 5 && firstLine.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
            return new(separator ?? firstLine[4], IsNamed: true);
        return new(separator ?? Candidates.Select((candidate, i) => (candidate, Score: Score(head, candidate), i)).MaxBy(entry => (entry.Score, -entry.i)).candidate);
    }

    // The separator is what gives the most rows as many fields as the header, and more than one; among equals, what gives more fields.
    private static (double Share, int Columns) Score(string head, char candidate)
    {
        var scanner = new CsvRowScanner(candidate);
        var (columns, rows, same) = (0, 0, 0);
        var rest = head.AsSpan();
        while (rows < MaxRows && scanner.Scan(rest, isAll: true) != CsvScan.Nothing)
        {
            rest = rest[scanner.Consumed..];
            // The last row may be cut.
            if (scanner.RowLength == 0 || (rest.IsEmpty && rows > 0))
                continue;
            rows++;
            columns = rows == 1 ? scanner.Fields.Count : columns;
            same += scanner.Fields.Count == columns ? 1 : 0;
        }

        return columns < 2 ? default : ((double)same / rows, columns);
    }
}
