using System.Buffers;
using System.Text;

namespace Ses.Recipients.Internal;

/// <summary>A file that shows how one is made, and that imports without an error.</summary>
internal static class SampleCsv
{
    private static readonly SearchValues<char> Quotable = SearchValues.Create(",;\t\"\r\n");

    private static readonly string[] Addresses = ["ada@example.com", "grace@example.com"];

    public static byte[] Of(IReadOnlyList<string> variables)
    {
        var columns = variables.Count > 0 ? variables : ["name"];
        var text = new StringBuilder();
        AppendRow(text, ["email", .. columns]);
        for (var i = 0; i < Addresses.Length; i++)
            AppendRow(text, [Addresses[i], .. columns.Select(column => $"{column} {i + 1}")]);
        // With the mark, spreadsheets read it as UTF-8; without it, as whatever their country writes.
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> values) => text.AppendJoin(',', values.Select(Quoted)).Append("\r\n");

    private static string Quoted(string value) =>
        value.AsSpan().ContainsAny(Quotable) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
