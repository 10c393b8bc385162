using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Ses.Smtp.Sending.Direct;

/// <summary>What was said, a line each: <c>&gt;</c> by us, <c>&lt;</c> by the server, <c>*</c> about it. Bounded and printable; the mail's content is only counted.</summary>
internal sealed class Transcript
{
    public const int MaxOctets = 4_096;

    private const int MaxLine = 512;
    private static readonly byte[] Cut = "* more was left out\n"u8.ToArray();

    private readonly byte[] _bytes = new byte[MaxOctets];
    private int _length;
    private bool _isFull;

    public void Clear() => (_length, _isFull) = (0, false);

    /// <summary>Begins with what another one holds.</summary>
    public void CopyFrom(Transcript other)
    {
        other._bytes.AsSpan(0, other._length).CopyTo(_bytes);
        (_length, _isFull) = (other._length, other._isFull);
    }

    /// <summary>One or more commands, each with its CRLF.</summary>
    public void Sent(ReadOnlySpan<byte> commands)
    {
        while (commands.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Line("> "u8, commands[..end]);
            commands = commands[(end + 1)..];
        }
    }

    public void Received(ReadOnlySpan<byte> line) => Line("< "u8, line);

    public void Note(string text) => Note(Encoding.UTF8.GetBytes(text));

    public void Note(ReadOnlySpan<byte> text) => Line("* "u8, text);

    public void Content(int octets)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"the mail: {octets} octets", out var length);
        Note(text[..length]);
    }

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, _length).TrimEnd('\n');

    private void Line(ReadOnlySpan<byte> mark, ReadOnlySpan<byte> line)
    {
        if (_isFull)
            return;
        line = line.TrimEnd("\r\n"u8);
        line = line[..Math.Min(line.Length, MaxLine)];
        if (_length + mark.Length + line.Length + 1 > MaxOctets - Cut.Length)
        {
            _isFull = true;
            Write(Cut);
            return;
        }

        Write(mark);
        var start = _length;
        Write(line);
        _bytes[_length++] = (byte)'\n';
        if (line.ContainsAnyInRange((byte)0, (byte)31) || line.Contains((byte)127))
            MakePrintable(_bytes.AsSpan(start, line.Length));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private static void MakePrintable(Span<byte> line)
    {
        foreach (ref var octet in line)
        {
            if (octet is < 32 or 127)
                octet = (byte)' ';
        }
    }
}
