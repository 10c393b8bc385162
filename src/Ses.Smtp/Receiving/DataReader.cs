using System.Buffers;

namespace Ses.Smtp.Receiving;

/// <summary>
/// Reads the content of a message: up to CRLF "." CRLF with dots unstuffed (RFC 5321 §4.5.2), or so many octets (BDAT, RFC 3030). Only CRLF ends a line: a bare
/// CR or LF is content, so nothing smuggled in ends the message.
/// </summary>
internal sealed class DataReader(SmtpLineReader reader, long maxOctets, bool keepsContent)
{
    private readonly ArrayBufferWriter<byte> _content = new(keepsContent ? 8 * 1024 : 1);
    private long _octets;

    public bool IsTooLarge => _octets > maxOctets;

    public long Octets => _octets;

    public ReadOnlyMemory<byte> Content => _content.WrittenMemory;

    public void Reset()
    {
        _content.ResetWrittenCount();
        _octets = 0;
    }

    /// <summary>False where the connection ended first.</summary>
    public async ValueTask<bool> ReadDotEndedAsync(CancellationToken cancellationToken)
    {
        var atLineStart = true;
        while (true)
        {
            if (ConsumeLines(ref atLineStart))
                return true;
            if (reader.IsFull)
                ConsumePartOfLine(ref atLineStart);
            if (!await reader.FillAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }
    }

    /// <summary>False where the connection ended first.</summary>
    public async ValueTask<bool> ReadOctetsAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (reader.Buffered.IsEmpty && !await reader.FillAsync(cancellationToken).ConfigureAwait(false))
                return false;
            var taken = (int)Math.Min(count, reader.Buffered.Length);
            Append(reader.Buffered[..taken]);
            reader.Take(taken);
            count -= taken;
        }

        return true;
    }

    // True behind the end.
    private bool ConsumeLines(ref bool atLineStart)
    {
        while (true)
        {
            var buffered = reader.Buffered;
            var end = buffered.IndexOf("\r\n"u8);
            if (end < 0)
                return false;
            var line = buffered[..(end + 2)];
            reader.Take(end + 2);
            if (atLineStart && line.Length == 3 && line[0] == '.')
                return true;
            Append(atLineStart && line[0] == '.' ? line[1..] : line);
            atLineStart = true;
        }
    }

    // The buffer is full of one line: all but its last octet (it may be half of CRLF) is content.
    private void ConsumePartOfLine(ref bool atLineStart)
    {
        var part = reader.Buffered[..^1];
        Append(atLineStart && part[0] == '.' ? part[1..] : part);
        reader.Take(part.Length);
        atLineStart = false;
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        _octets += octets.Length;
        if (keepsContent && _octets <= maxOctets)
            _content.Write(octets);
    }
}
