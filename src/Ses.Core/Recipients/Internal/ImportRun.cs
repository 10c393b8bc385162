using System.Buffers;
using System.Text;
using System.Text.Json;
using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>One reading of a file: sorts rows into members and errors, and counts.</summary>
internal sealed class ImportRun(CsvColumns columns, CsvImportOptions options, int maxDataOctets, ImportReport before)
{
    private readonly HashSet<AddressHash> _seen = [];
    private readonly Dictionary<string, long> _missing = new(before.MissingValues, StringComparer.Ordinal);
    private readonly List<ImportError> _errors = [.. before.Errors];
    private readonly ArrayBufferWriter<byte> _json = new();
    private ImportReport _counts = before;

    public ImportReport Report => _counts with
    {
        AddressColumn = columns.AddressName,
        Variables = [.. columns.Variables.OfType<string>()],
        MissingValues = _missing,
        Errors = _errors,
    };

    /// <summary>A row that was stored by an earlier call: only its address is remembered.</summary>
    public void Skip(CsvRow row)
    {
        if (row.Error is null && Address(row) is { Length: > 0 } text && EmailAddress.TryParse(text, out var address))
            _seen.Add(AddressHash.Of(address));
    }

    /// <summary>The row's recipient; null where it is none, and then it is counted and reported.</summary>
    public GroupMember? Read(CsvRow row)
    {
        _counts = _counts with { Total = _counts.Total + 1 };
        var text = Address(row);
        if (row.Error is not null)
            return Malformed(row, row.Error);
        if (text.Length == 0)
        {
            _counts = _counts with { Empty = _counts.Empty + 1 };
            return Refuse(row, $"no address in the column '{columns.AddressName}'");
        }

        if (!EmailAddress.TryParse(text, out var address, out var why))
            return text.Length > EmailAddress.MaxOctets ? TooLong(row, why) : Malformed(row, $"'{Shown(text)}' is not an email address: {why}");
        if (!_seen.Add(AddressHash.Of(address)))
        {
            _counts = _counts with { Duplicate = _counts.Duplicate + 1 };
            return Refuse(row, $"{address} stands in an earlier row");
        }

        if (DataOf(row) is not { } data)
            return TooLong(row, $"its variables are more than {maxDataOctets} octets as JSON");
        _counts = _counts with { Valid = _counts.Valid + 1 };
        return new(address, data);
    }

    public void Stored(int updated) => _counts = _counts with { Updated = _counts.Updated + updated };

    private string Address(CsvRow row) => columns.Address < row.Fields.Count ? row.Fields[columns.Address].Trim() : "";

    private string? DataOf(CsvRow row)
    {
        _json.ResetWrittenCount();
        var missing = new List<string>();
        using (var writer = new Utf8JsonWriter(_json))
        {
            writer.WriteStartObject();
            for (var i = 0; i < columns.Variables.Count; i++)
            {
                if (columns.Variables[i] is not { } name)
                    continue;
                var value = i < row.Fields.Count ? row.Fields[i] : "";
                if (value.Length == 0)
                    missing.Add(name);
                else
                    writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        if (_json.WrittenCount > maxDataOctets)
            return null;
        foreach (var name in missing)
            _missing[name] = _missing.GetValueOrDefault(name) + 1;
        return Encoding.UTF8.GetString(_json.WrittenSpan);
    }

    private GroupMember? Malformed(CsvRow row, string reason)
    {
        _counts = _counts with { Malformed = _counts.Malformed + 1 };
        return Refuse(row, reason);
    }

    private GroupMember? TooLong(CsvRow row, string reason)
    {
        _counts = _counts with { TooLong = _counts.TooLong + 1 };
        return Refuse(row, reason);
    }

    private GroupMember? Refuse(CsvRow row, string reason)
    {
        if (_errors.Count < options.MaxReportedErrors)
            _errors.Add(new(row.Line, reason));
        return null;
    }

    private static string Shown(string text) => string.Concat((text.Length > 80 ? text[..80] + "…" : text).Select(c => char.IsControl(c) ? '?' : c));
}
