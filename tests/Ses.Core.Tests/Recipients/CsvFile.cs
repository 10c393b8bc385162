using System.Text;
using Ses.Recipients.Internal;

namespace Ses.Core.Tests.Recipients;

/// <summary>A file read whole: header and rows as lists.</summary>
internal sealed record CsvFile(IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<(long Line, string Error)> Errors, IReadOnlyList<long> Lines)
{
    public static CsvFile Read(string text, char? separator = null, int chunk = int.MaxValue)
    {
        var rows = new List<IReadOnlyList<string>>();
        var errors = new List<(long, string)>();
        var lines = new List<long>();
        var reader = new CsvReader(new ChunkedText(text, chunk), CsvDialect.Of(text, separator, isAll: true).Separator);
        while (reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult())
        {
            lines.Add(reader.Line);
            if (reader.Error is { } error)
                errors.Add((reader.Line, error));
            else
                rows.Add([.. Enumerable.Range(0, reader.Count).Select(i => reader.Field(i).ToString())]);
        }

        return new(rows, errors, lines);
    }

    /// <summary>Gives a text in pieces, as a network does.</summary>
    private sealed class ChunkedText(string text, int chunk) : StringReader(text)
    {
        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span[..Math.Min(chunk, buffer.Length)]));

        public override async ValueTask<int> ReadBlockAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            var total = 0;
            while (total < buffer.Length && await ReadAsync(buffer[total..], cancellationToken) is > 0 and var read)
                total += read;
            return total;
        }
    }

    public static string Write(IEnumerable<IReadOnlyList<string>> rows, char separator, string lineEnd)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(separator, row.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append(lineEnd);
        return text.ToString();
    }
}
