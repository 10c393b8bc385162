namespace Ses.Recipients.Internal;

/// <summary>
/// Reads rows as people's programs write them (RFC 4180 and what is common beyond it): CRLF, LF or CR; quoted separators, line ends and doubled quotes.
/// One buffer holds the row; a field is a span of it, so that a row allocates nothing. Memory is bounded by <see cref="MaxRowLength"/> whatever the file
/// holds, and a quote that is never closed costs its own line, not the rest of the file.
/// </summary>
/// <param name="text">Where the text comes from.</param>
/// <param name="separator">What stands between fields.</param>
/// <param name="head">Text that was taken from <paramref name="text"/> already.</param>
internal sealed class CsvReader(TextReader text, char separator, ReadOnlyMemory<char> head = default)
{
    /// <summary>Characters of a row at most.</summary>
    public const int MaxRowLength = 256 * 1024;

    private const int FirstBuffer = 32 * 1024;

    private readonly CsvRowScanner _scanner = new(separator);
    private char[] _buffer = Fresh(head);
    private char[] _unescaped = new char[256];
    private int _start;
    private int _next;
    private int _end = head.Length;
    private int _length;
    private long _nextLine = 1;
    private bool _isEnd;
    private bool _skipsLine;

    /// <summary>The line on which the row begins, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>What is wrong with the row; null where nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>True where the row is longer than is read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>How many fields it has.</summary>
    public int Count => _scanner.Fields.Count;

    /// <summary>The row as it stands in the file, without its line end; valid until the next one is read.</summary>
    public ReadOnlySpan<char> Raw => _buffer.AsSpan(_start, _length);

    /// <summary>A field's text, empty where the row has fewer; valid until the next call.</summary>
    public ReadOnlySpan<char> Field(int index)
    {
        if (index >= Count)
            return default;
        var field = _scanner.Fields[index];
        var raw = _buffer.AsSpan(_start + field.Start, field.Length);
        if (!field.IsEscaped)
            return raw;
        if (_unescaped.Length < raw.Length)
            _unescaped = new char[Math.Max(raw.Length, 2 * _unescaped.Length)];
        return _unescaped.AsSpan(0, CsvRowScanner.Unescape(raw, _unescaped));
    }

    /// <summary>Goes to the next row, blank lines left out; false behind the last. Awaits only the text.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_skipsLine)
            await SkipLineAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            _start = _next;
            var scan = Scan();
            while (scan == CsvScan.NeedsMore)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
                scan = Scan();
            }

            if (scan == CsvScan.Nothing)
                return false;
            if (Take(scan))
                return true;
        }
    }

    private CsvScan Scan() => _scanner.Scan(_buffer.AsSpan(_start, _end - _start), _isEnd || _end - _start >= MaxRowLength);

    // False for a blank line.
    private bool Take(CsvScan scan)
    {
        (Line, _length, Error, IsTooLong) = (_nextLine, _scanner.RowLength, null, false);
        _next = _start + _scanner.Consumed;
        _nextLine += _scanner.Lines;
        var isCut = !_isEnd && _scanner.Consumed == _end - _start && !_scanner.HasLineEnd;
        if (scan == CsvScan.OpenQuote)
            Error = $"a quote that is opened on line {Line + _scanner.QuoteLines} is not closed";
        else if (isCut)
            (Error, IsTooLong) = ($"the line has more than {MaxRowLength} characters", true);
        else if (scan == CsvScan.TooManyColumns)
            Error = $"the row has more than {CsvRowScanner.MaxColumns} columns";
        _skipsLine = isCut;
        return Error is not null || Raw.ContainsAnyExcept(' ');
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _start, _next) = (_end - _start, 0, 0);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, MaxRowLength));
        }

        var read = await text.ReadBlockAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _isEnd = read < _buffer.Length - _end;
        _end += read;
    }

    private async ValueTask SkipLineAsync(CancellationToken cancellationToken)
    {
        _skipsLine = false;
        while (true)
        {
            var lineEnd = _buffer.AsSpan(_next, _end - _next).IndexOfAny('\r', '\n');
            if (lineEnd >= 0)
            {
                // A line feed behind a carriage return is a blank line now, which is left out; it must not count as one more.
                var isReturn = _buffer[_next + lineEnd] == '\r';
                _next += lineEnd + 1;
                _nextLine++;
                _scanner.SkipsLineFeed = isReturn;
                return;
            }

            (_start, _next, _end) = (0, 0, 0);
            if (_isEnd)
                return;
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static char[] Fresh(ReadOnlyMemory<char> head)
    {
        var buffer = new char[Math.Max(FirstBuffer, head.Length)];
        head.CopyTo(buffer);
        return buffer;
    }
}
