namespace Ses.Recipients.Internal;

/// <summary>The begin of a file, read ahead to learn what its columns are.</summary>
/// <param name="Header">Names of the columns, trimmed.</param>
/// <param name="HeaderLine">The line of the header row.</param>
/// <param name="Addresses">By column: how many of the rows have an address there.</param>
internal sealed record CsvSample(IReadOnlyList<string> Header, long HeaderLine, IReadOnlyList<int> Addresses)
{
    private const int MaxRows = 1_000;

    /// <summary>Reads it; null where it cannot be read, and <paramref name="why"/> says so.</summary>
    public static CsvSample? Read(string head, CsvDialect dialect, bool isAll, out string? why)
    {
        var scanner = new CsvRowScanner(dialect.Separator);
        var rest = head.AsSpan();
        var line = 1L;
        List<string>? header = null;
        var headerLine = 0L;
        int[] addresses = [];
        var skip = dialect.IsNamed ? 1 : 0;
        for (var rows = 0; rows < MaxRows && scanner.Scan(rest, isAll: true) is var scan and not CsvScan.Nothing; line += scanner.Lines, rest = rest[scanner.Consumed..])
        {
            if (!rest[..scanner.RowLength].ContainsAnyExcept(' ') || skip-- > 0)
                continue;
            if (header is not null)
            {
                rows++;
                Count(rest, scanner, addresses);
                continue;
            }

            why = scanner.Consumed == head.Length && !isAll ? $"line {line}: the header row has more than {head.Length} characters" : WhyNoHeader(scan, line, rest[..scanner.RowLength]);
            if (why is not null)
                return null;
            (header, headerLine) = (Names(rest, scanner), line);
            addresses = new int[header.Count];
        }

        why = header is null ? "it is empty: a header row is expected" : null;
        return header is null ? null : new(header, headerLine, addresses);
    }

    private static string? WhyNoHeader(CsvScan scan, long line, ReadOnlySpan<char> row) => scan switch
    {
        CsvScan.OpenQuote => $"line {line}: a quote in the header row is not closed",
        CsvScan.TooManyColumns => $"line {line}: the header row has more than {CsvRowScanner.MaxColumns} columns",
        _ when row.ContainsAny('\0', '\ufffd') => $"line {line}: the header row is not text in the encoding that was taken; say which it is: new CsvImportOptions {{ Encoding = … }}",
        _ => null,
    };

    private static List<string> Names(ReadOnlySpan<char> text, CsvRowScanner scanner)
    {
        var names = new List<string>();
        for (var i = 0; i < scanner.Fields.Count; i++)
            names.Add(AddressField.Trim(scanner.TextOf(text, i)).ToString());
        return names;
    }

    private static void Count(ReadOnlySpan<char> text, CsvRowScanner scanner, int[] addresses)
    {
        for (var i = 0; i < Math.Min(scanner.Fields.Count, addresses.Length); i++)
            addresses[i] += AddressField.TryRead(scanner.TextOf(text, i), out _, out _) ? 1 : 0;
    }
}
