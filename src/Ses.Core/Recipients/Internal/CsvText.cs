using System.Text;

namespace Ses.Recipients.Internal;

/// <summary>
/// A file's text, decoded as it comes. Without a byte order mark, plain ASCII is passed on until the first octet that is none; what stands there decides:
/// see <see cref="CsvEncoding"/>. Octets that the encoding does not know become U+FFFD.
/// </summary>
internal sealed class CsvText : TextReader
{
    private readonly Stream _csv;
    private readonly byte[] _octets = new byte[64 * 1024];
    private Decoder? _decoder;
    private int _at;
    private int _end;
    private bool _isEnd;

    private CsvText(Stream csv) => _csv = csv;

    /// <summary>The encoding's name, as far as it is known.</summary>
    public string EncodingName { get; private set; } = "us-ascii";

    /// <summary>Octets read.</summary>
    public long OctetsRead { get; private set; }

    public static async ValueTask<CsvText> OpenAsync(Stream csv, Encoding? encoding, CancellationToken cancellationToken)
    {
        var text = new CsvText(csv);
        await text.FillAsync(cancellationToken).ConfigureAwait(false);
        var (marked, length) = CsvEncoding.OfMark(text._octets.AsSpan(0, text._end));
        text._at = length;
        if ((marked ?? encoding ?? CsvEncoding.OfZeros(text._octets.AsSpan(0, text._end))) is { } known)
            text.Use(known);
        return text;
    }

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_at == _end && !_isEnd)
                await FillAsync(cancellationToken).ConfigureAwait(false);
            if (_decoder is null && IsUndecided())
            {
                // The more is seen of it, the surer the guess.
                await FillAsync(cancellationToken).ConfigureAwait(false);
                Use(CsvEncoding.Of(_octets.AsSpan(_at, _end - _at), _isEnd));
            }

            var written = _decoder is null ? TakeAscii(buffer.Span) : Decode(buffer.Span);
            if (written > 0 || (_isEnd && _at == _end))
                return written;
        }

        return 0;
    }

    public override ValueTask<int> ReadBlockAsync(Memory<char> buffer, CancellationToken cancellationToken = default) => ReadAllAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadAllAsync(Memory<char> buffer, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < buffer.Length && await ReadAsync(buffer[total..], cancellationToken).ConfigureAwait(false) is > 0 and var read)
            total += read;
        return total;
    }

    // True where the next octet is not ASCII, or there is none.
    private bool IsUndecided() => _at < _end && _octets[_at] >= 0x80;

    private int TakeAscii(Span<char> target)
    {
        var ascii = _octets.AsSpan(_at, Math.Min(_end - _at, target.Length));
        var other = ascii.IndexOfAnyExceptInRange((byte)0, (byte)0x7f);
        if (other >= 0)
            ascii = ascii[..other];
        _at += ascii.Length;
        return Encoding.ASCII.GetChars(ascii, target);
    }

    private int Decode(Span<char> target)
    {
        _decoder!.Convert(_octets.AsSpan(_at, _end - _at), target, flush: _isEnd, out var used, out var written, out _);
        _at += used;
        return written;
    }

    private void Use(Encoding encoding)
    {
        EncodingName = encoding.WebName;
        var replacing = (Encoding)encoding.Clone();
        replacing.DecoderFallback = new DecoderReplacementFallback("\ufffd");
        _decoder = replacing.GetDecoder();
    }

    // Keeps what is not taken yet, and fills the rest.
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _octets.AsSpan(_at, _end - _at).CopyTo(_octets);
        (_at, _end) = (0, _end - _at);
        var free = _octets.AsMemory(_end);
        var read = await _csv.ReadAtLeastAsync(free, free.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _isEnd = read < free.Length;
        _end += read;
        OctetsRead += read;
    }
}
