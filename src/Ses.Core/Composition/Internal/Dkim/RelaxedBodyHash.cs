using System.Security.Cryptography;

namespace Ses.Composition.Internal.Dkim;

/// <summary>
/// The hash of a body's relaxed canonical form (RFC 6376 §3.4.4), taken as the body is written: white space runs as one space, none at a line's end, no empty
/// lines at the end. A CRLF is never cut in two.
/// </summary>
internal sealed class RelaxedBodyHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[8 * 1024];
    private int _buffered;
    private int _lineEnds;
    private bool _space;
    private bool _hasContent;

    /// <summary>True where nothing of an unfinished body is left in it.</summary>
    public bool IsIdle => !_hasContent && !_space && _lineEnds == 0;

    /// <summary>Nothing in it that the canonical form would change, but for line ends at the end of all.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes) =>
        !bytes.Contains((byte)'\t') && bytes.IndexOf("  "u8) < 0 && bytes.IndexOf(" \r"u8) < 0 && (bytes.IsEmpty || bytes[^1] != ' ');

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (IsCanonical(bytes))
            AppendCanonical(bytes);
        else
            AppendLines(bytes);
    }

    /// <summary>Appends what <see cref="IsCanonical"/> is true for.</summary>
    public void AppendCanonical(ReadOnlySpan<byte> bytes)
    {
        // Line ends at both ends join those of the neighbors: which of them count is known only when something follows.
        var leading = bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (leading < 0)
        {
            EndLines(bytes.Length / 2);
            return;
        }

        EndLines(leading / 2);
        var end = bytes.LastIndexOfAnyExcept((byte)'\r', (byte)'\n') + 1;
        if (bytes[leading] == ' ')
            (_space, leading) = (true, leading + 1);
        Put(bytes[leading..end]);
        EndLines((bytes.Length - end) / 2);
    }

    /// <summary>Writes the 32 octets of the hash, and begins anew.</summary>
    public void Finish(Span<byte> hash)
    {
        _space = false;
        _lineEnds = 0;
        if (_hasContent)
            Buffer("\r\n"u8);
        _hash.AppendData(_buffer.AsSpan(0, _buffered));
        _hash.GetHashAndReset(hash);
        (_buffered, _hasContent) = (0, false);
    }

    public void Dispose() => _hash.Dispose();

    private void AppendLines(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\r');
            AppendLine(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
                return;
            EndLines(1);
            bytes = bytes[(end + 2)..];
        }
    }

    private void AppendLine(ReadOnlySpan<byte> line)
    {
        // Most lines are but indented.
        var indent = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (indent != 0)
        {
            _space |= !line.IsEmpty;
            if (indent < 0)
                return;
            line = line[indent..];
        }

        if (line.IndexOf("  "u8) < 0 && !line.Contains((byte)'\t') && line[^1] != ' ')
            Put(line);
        else
            AppendWords(line);
    }

    private void AppendWords(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            var end = line.IndexOfAny((byte)' ', (byte)'\t');
            Put(end < 0 ? line : line[..end]);
            if (end < 0)
                return;
            _space = true;
            var next = line[end..].IndexOfAnyExcept((byte)' ', (byte)'\t');
            line = next < 0 ? [] : line[(end + next)..];
        }
    }

    private void EndLines(int count)
    {
        if (count == 0)
            return;
        _lineEnds += count;
        _space = false;
    }

    private void Put(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return;
        for (; _lineEnds > 0; _lineEnds--)
            Buffer("\r\n"u8);
        if (_space)
            Buffer(" "u8);
        _space = false;
        _hasContent = true;
        Buffer(content);
    }

    private void Buffer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _buffered)
        {
            _hash.AppendData(_buffer.AsSpan(0, _buffered));
            _buffered = 0;
            if (bytes.Length >= _buffer.Length)
            {
                _hash.AppendData(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }
}
