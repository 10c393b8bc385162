using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>One reading of a file: sorts rows into members and errors, and counts.</summary>
internal sealed class ImportRun(CsvColumns columns, CsvImportOptions options, int maxDataOctets) : IDisposable
{
    private readonly AddressSet _seen = new();
    private readonly List<ImportError> _errors = [];
    private readonly VariableWriter _variables = new(columns, maxDataOctets);
    private readonly bool[] _hasUnnamedValues = new bool[columns.Variables.Count];
    private long _malformed;
    private long _tooLong;
    private long _empty;
    private long _duplicate;

    /// <summary>Rows read.</summary>
    public long Total { get; private set; }

    /// <summary>Of which recipients.</summary>
    public long Valid { get; private set; }

    /// <summary>Of which known to the group.</summary>
    public long Updated { get; set; }

    public ImportReport Report(CsvText text, char separator) => new()
    {
        Total = Total,
        Valid = Valid,
        Malformed = _malformed,
        TooLong = _tooLong,
        Empty = _empty,
        Duplicate = _duplicate,
        Updated = Updated,
        AddressColumn = columns.AddressName,
        Variables = [.. columns.Variables.OfType<string>()],
        MissingValues = _variables.Missing,
        Errors = [.. _errors],
        Warnings = [.. ImportWarnings.Of(columns, _hasUnnamedValues)],
        Encoding = text.EncodingName,
        Separator = separator,
    };

    /// <summary>The row's recipient; null where it is none, and then it is counted and reported.</summary>
    public GroupMember? Read(CsvReader row)
    {
        Total++;
        if ((row.Error ?? WhyDamaged(row)) is { } error)
            return row.IsTooLong ? Refuse(ref _tooLong, row, error) : Refuse(ref _malformed, row, error);
        var text = row.Field(columns.Address);
        if (AddressField.Trim(text).IsEmpty)
            return Refuse(ref _empty, row, $"no address in the column '{columns.AddressName}'");
        if (!AddressField.TryRead(text, out var address, out var why))
        {
            why = $"'{AddressField.Shown(text)}' is not an email address: {why}";
            return AddressField.IsTooLong(text) ? Refuse(ref _tooLong, row, why) : Refuse(ref _malformed, row, why);
        }

        var hash = AddressHash.Of(address);
        if (_seen.Contains(hash))
            return Refuse(ref _duplicate, row, $"{address} stands in an earlier row");
        if (_variables.Write(row) is not { } data)
            return Refuse(ref _tooLong, row, $"its variables are more than {maxDataOctets} octets as JSON; for more: ses.Configure(o => o.Templates.MaxDataOctets = …)");
        _seen.Add(hash);
        NoteUnnamed(row);
        Valid++;
        return new(address, data);
    }

    public void Dispose() => _variables.Dispose();

    // A value too many is, as a rule, a separator without quotes: all values behind it would stand in the wrong columns.
    private string? WhyDamaged(CsvReader row)
    {
        for (var i = columns.Variables.Count; i < row.Count; i++)
        {
            if (!row.Field(i).IsWhiteSpace())
                return $"it has {row.Count} values, and the header row has {columns.Variables.Count} columns; a value with a separator in it stands in quotes";
        }

        return !row.Raw.ContainsAny('\0', '\ufffd') ? null
            : row.Raw.Contains('\0') ? "it has a NUL character"
            : "it has a broken character (U+FFFD): the file is in another encoding, or was damaged before; say which: new CsvImportOptions { Encoding = … }";
    }

    private void NoteUnnamed(CsvReader row)
    {
        for (var i = 0; i < _hasUnnamedValues.Length; i++)
            _hasUnnamedValues[i] |= columns.Variables[i] is null && i != columns.Address && !row.Field(i).IsWhiteSpace();
    }

    private GroupMember? Refuse(ref long count, CsvReader row, string reason)
    {
        count++;
        if (_errors.Count < options.MaxReportedErrors)
            _errors.Add(new(row.Line, reason));
        return null;
    }
}
