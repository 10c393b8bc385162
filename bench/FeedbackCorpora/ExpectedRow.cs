namespace FeedbackCorpora;

/// <summary>One row of a corpus's <c>expected.tsv</c>: a table with a header, values by name.</summary>
internal sealed class ExpectedRow(IReadOnlyDictionary<string, string> values)
{
    public string this[string column] => values.GetValueOrDefault(column, "");

    public string File => this["file"];

    public static IReadOnlyList<ExpectedRow> Read(string path)
    {
        var lines = System.IO.File.ReadAllLines(path);
        var names = lines[0].Split('\t');
        return
        [
            .. lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t'))
                .Select(cells => new ExpectedRow(names.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second))),
        ];
    }
}
