using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ses.Recipients.Internal;

/// <summary>Writes a row's variables as a JSON object, and counts which were missing. Values that are empty, or only spaces, are missing.</summary>
internal sealed class VariableWriter : IDisposable
{
    private readonly (int Column, string Name, JsonEncodedText Encoded)[] _variables;
    private readonly long[] _missing;
    private readonly int _maxOctets;
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _writer;

    public VariableWriter(CsvColumns columns, int maxOctets)
    {
        // Stored, not shown in a page: letters of all scripts stay as they are, which is half the size.
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        _variables = [.. columns.Variables.Select((name, i) => (i, name)).Where(column => column.name is not null).Select(column => (column.i, column.name!, JsonEncodedText.Encode(column.name!, encoder)))];
        _missing = new long[_variables.Length];
        _maxOctets = maxOctets;
        _writer = new(_json, new JsonWriterOptions { Encoder = encoder, SkipValidation = true });
    }

    /// <summary>By variable: in how many rows it was missing.</summary>
    public IReadOnlyDictionary<string, long> Missing =>
        _variables.Select((variable, i) => (variable.Name, Count: _missing[i])).Where(entry => entry.Count > 0).ToDictionary(entry => entry.Name, entry => entry.Count, StringComparer.Ordinal);

    /// <summary>The row's variables; null where they are more octets than they may be.</summary>
    public string? Write(CsvReader row)
    {
        _json.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        foreach (var (column, _, name) in _variables)
        {
            var value = row.Field(column);
            if (!value.IsWhiteSpace())
                _writer.WriteString(name, value);
        }

        _writer.WriteEndObject();
        _writer.Flush();
        if (_json.WrittenCount > _maxOctets)
            return null;
        for (var i = 0; i < _variables.Length; i++)
            _missing[i] += row.Field(_variables[i].Column).IsWhiteSpace() ? 1 : 0;
        return Encoding.UTF8.GetString(_json.WrittenSpan);
    }

    public void Dispose() => _writer.Dispose();
}
