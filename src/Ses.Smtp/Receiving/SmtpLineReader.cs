namespace Ses.Smtp.Receiving;

/// <summary>Reads lines and octets from a connection, with a bounded buffer.</summary>
internal sealed class SmtpLineReader(Stream stream, Func<CancellationToken, ValueTask> beforeWaiting)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;

    /// <summary>What has been read and not taken yet.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    public bool IsFull => _end - _start == _buffer.Length;

    public void Take(int count) => _start += count;

    /// <summary>Forgets what was read: plaintext that came along with STARTTLS must not count (RFC 3207 §4.2).</summary>
    public void Discard() => _start = _end = 0;

    /// <summary>Reads more; false at the end. Answers that wait are sent first.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end == _buffer.Length && _start > 0)
        {
            Buffered.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        await beforeWaiting(cancellationToken).ConfigureAwait(false);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>A command line without its CRLF; null at the end of the connection. A line without end within the limit is cut, and the rest left out.</summary>
    public async ValueTask<(string Line, bool IsTooLong)?> ReadLineAsync(int maxLength, CancellationToken cancellationToken)
    {
        var tooLong = false;
        while (true)
        {
            var end = Buffered.IndexOf("\r\n"u8);
            if (end >= 0)
            {
                var line = System.Text.Encoding.UTF8.GetString(Buffered[..Math.Min(end, maxLength)]);
                Take(end + 2);
                return (line, tooLong || end > maxLength);
            }

            if (Buffered.Length > maxLength)
            {
                tooLong = true;
                Take(Buffered.Length - 1);
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                return null;
        }
    }
}
