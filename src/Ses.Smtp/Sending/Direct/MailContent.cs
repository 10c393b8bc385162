using System.Buffers;

namespace Ses.Smtp.Sending.Direct;

/// <summary>The bytes of one mail, then what follows them in the same write. Used again for the next mail; what a large one needed is given back.</summary>
internal sealed class MailContent : IBufferWriter<byte>
{
    private const int Usual = 32 * 1024;
    private const int MostKept = 256 * 1024;

    private byte[] _buffer = new byte[Usual];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public void Clear()
    {
        _length = 0;
        if (_buffer.Length > MostKept)
            _buffer = new byte[Usual];
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    /// <summary>Makes of it what DATA carries: CRLF line ends only (RFC 5321 §2.3.8), dots at line starts doubled (§4.5.2), a CRLF at the end.</summary>
    public void MakeDotSafe() => Rewrite(MailLines.Scan(Written), stuffs: true);

    /// <summary>Makes of it what BDAT carries: CRLF line ends only.</summary>
    public void MakeLinesWhole() => Rewrite(MailLines.Scan(Written), stuffs: false);

    private void Rewrite(MailLines lines, bool stuffs)
    {
        if (lines.BareBreaks > 0 || (stuffs && lines.LeadingDots > 0))
        {
            var rewritten = new byte[_length + lines.BareBreaks + (stuffs ? lines.LeadingDots : 0) + 2];
            _length = MailLines.Rewrite(Written, rewritten, stuffs);
            _buffer = rewritten;
        }

        if (stuffs && _length > 0 && !Written.EndsWith("\r\n"u8))
            this.Write("\r\n"u8);
    }

    private void Reserve(int sizeHint)
    {
        if (_buffer.Length - _length < Math.Max(sizeHint, 256))
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + sizeHint));
    }
}
