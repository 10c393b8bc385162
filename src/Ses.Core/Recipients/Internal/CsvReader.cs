namespace Ses.Recipients.Internal;

/// <summary>
/// Reads rows as people's programs write them (RFC 4180 and what is common beyond it): CRLF, LF or CR; quoted separators, line ends and doubled quotes;
/// comma, semicolon or tab, told by the first line. Memory is bounded by <see cref="MaxFieldLength"/> and <see cref="MaxColumns"/> whatever the file holds.
/// </summary>
internal sealed class CsvReader(TextReader text)
{
    /// <summary>Characters of a field at most.</summary>
    public const int MaxFieldLength = 64 * 1024;

    /// <summary>Fields of a row at most.</summary>
    public const int MaxColumns = 1_000;

    private readonly char[] _buffer = new char[32 * 1024];
    private char[] _field = new char[256];
    private int _fieldLength;
    private int _at;
    private int _end;
    private char _separator;
    private long _line = 1;
    private bool _skipLineFeed;

    /// <summary>The next row, blank lines left out; null behind the last. Awaits only the stream.</summary>
    public async ValueTask<CsvRow?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_separator == '\0')
            await DetectSeparatorAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var row = new RowState(_line);
            _fieldLength = 0;
            while (true)
            {
                if (_at == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (!row.HasBegun && _fieldLength == 0)
                        return null;
                    if (row.Quote == QuoteState.Inside)
                        row.Fail($"a quote that is opened on line {row.QuoteLine} is never closed");
                    EndField(row);
                    return row.ToRow();
                }

                if (Consume(row))
                    break;
            }

            EndField(row);
            if (!row.IsBlank)
                return row.ToRow();
        }
    }

    // Takes characters from the buffer; true behind the row's end.
    private bool Consume(RowState row)
    {
        while (_at < _end)
        {
            var c = _buffer[_at++];
            if (_skipLineFeed)
            {
                _skipLineFeed = false;
                if (c == '\n')
                    continue;
            }

            if (row.Quote == QuoteState.Inside)
            {
                InsideQuotes(row, c);
                continue;
            }

            if (row.Quote == QuoteState.Closing && c == '"')
            {
                row.Quote = QuoteState.Inside;
                Append(row, '"');
                continue;
            }

            if (c is '\r' or '\n')
            {
                _line++;
                _skipLineFeed = c == '\r';
                return true;
            }

            Outside(row, c);
        }

        return false;
    }

    private void InsideQuotes(RowState row, char c)
    {
        if (c == '"')
        {
            row.Quote = QuoteState.Closing;
            return;
        }

        if (c == '\n' && !row.AfterReturn || c == '\r')
            _line++;
        row.AfterReturn = c == '\r';
        Append(row, c);
    }

    private void Outside(RowState row, char c)
    {
        row.HasBegun = true;
        if (c == _separator)
        {
            EndField(row);
        }
        else if (c == '"' && _fieldLength == 0 && row.Quote == QuoteState.None)
        {
            row.Quote = QuoteState.Inside;
            row.QuoteLine = _line;
        }
        else
        {
            Append(row, c);
        }
    }

    private void Append(RowState row, char c)
    {
        row.HasBegun = true;
        if (_fieldLength == MaxFieldLength)
        {
            row.Fail(row.Quote == QuoteState.Inside
                ? $"a quote that is opened on line {row.QuoteLine} is not closed within {MaxFieldLength} characters"
                : $"a field has more than {MaxFieldLength} characters");
            // What follows is read line by line again: one bad quote must not swallow the rest of the file.
            row.Quote = QuoteState.None;
            return;
        }

        if (_fieldLength == _field.Length)
            Array.Resize(ref _field, _field.Length * 2);
        _field[_fieldLength++] = c;
    }

    private void EndField(RowState row)
    {
        if (row.Fields.Count == MaxColumns)
            row.Fail($"a row has more than {MaxColumns} columns");
        else
            row.Fields.Add(new string(_field, 0, _fieldLength));
        row.Quote = QuoteState.None;
        _fieldLength = 0;
    }

    private async ValueTask DetectSeparatorAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        var (commas, semicolons, tabs, quoted) = (0, 0, 0, false);
        for (var i = 0; i < _end && (quoted || _buffer[i] is not ('\r' or '\n')); i++)
        {
            quoted ^= _buffer[i] == '"';
            if (quoted)
                continue;
            commas += _buffer[i] == ',' ? 1 : 0;
            semicolons += _buffer[i] == ';' ? 1 : 0;
            tabs += _buffer[i] == '\t' ? 1 : 0;
        }

        _separator = tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _at = 0;
        _end = await text.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        return _end > 0;
    }

    private enum QuoteState
    {
        None,
        Inside,
        Closing,
    }

    private sealed class RowState(long line)
    {
        private string? _error;

        public List<string> Fields { get; } = [];

        public QuoteState Quote { get; set; }

        public long QuoteLine { get; set; }

        public bool HasBegun { get; set; }

        public bool AfterReturn { get; set; }

        public bool IsBlank => !HasBegun && _error is null && Fields is [""];

        public void Fail(string error) => _error ??= error;

        public CsvRow ToRow() => new(line, Fields, _error);
    }
}

/// <summary>A row.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Error">What is wrong with it; null where nothing is.</param>
internal sealed record CsvRow(long Line, IReadOnlyList<string> Fields, string? Error);
