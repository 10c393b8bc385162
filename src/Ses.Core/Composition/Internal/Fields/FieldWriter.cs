using System.Text;

namespace Ses.Composition.Internal.Fields;

/// <summary>Writes one header field and knows how full its line is: 78 octets are kept where a space allows it (RFC 5322 §2.1.1).</summary>
internal ref struct FieldWriter
{
    private const int AdvisedLine = 78;

    private readonly ByteBuffer _buffer;
    private int _lineStart;

    /// <summary>Begins a field: its name, the colon and a space.</summary>
    public FieldWriter(ByteBuffer buffer, ReadOnlySpan<char> name)
    {
        (_buffer, _lineStart) = (buffer, buffer.Length);
        Ascii(name);
        _buffer.Append(": "u8);
    }

    /// <summary>Octets that the line may yet take.</summary>
    public readonly int Room => AdvisedLine - (_buffer.Length - _lineStart);

    public readonly void Ascii(ReadOnlySpan<char> text)
    {
        System.Text.Ascii.FromUtf16(text, _buffer.GetSpan(text.Length), out var written);
        _buffer.Advance(written);
    }

    public readonly void Utf8(ReadOnlySpan<char> text) => _buffer.Advance(Encoding.UTF8.GetBytes(text, _buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    public readonly void Bytes(ReadOnlySpan<byte> text) => _buffer.Append(text);

    public readonly void Octet(byte octet) => _buffer.Append(octet);

    public readonly void Spaces(int count)
    {
        _buffer.GetSpan(count)[..count].Fill((byte)' ');
        _buffer.Advance(count);
    }

    /// <summary>Goes on in the next line; white space must follow.</summary>
    public void Fold()
    {
        _buffer.Append("\r\n"u8);
        _lineStart = _buffer.Length;
    }

    public readonly void End() => _buffer.Append("\r\n"u8);
}
