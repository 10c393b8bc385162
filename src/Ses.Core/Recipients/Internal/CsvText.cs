using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Ses.Recipients.Internal;

/// <summary>Opens a file's text: by its byte order mark; else UTF-16 where every other octet is zero, UTF-8 where it is valid, GB18030 otherwise (what spreadsheets in China save).</summary>
internal static class CsvText
{
    private const int Sample = 64 * 1024;

    public static async ValueTask<TextReader> OpenAsync(Stream csv, CancellationToken cancellationToken)
    {
        var head = new byte[Sample];
        var length = await csv.ReadAtLeastAsync(head, Sample, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var stream = new HeadStream(head.AsMemory(0, length), csv);
        return new StreamReader(stream, EncodingOf(head.AsSpan(0, length)), detectEncodingFromByteOrderMarks: true, bufferSize: 32 * 1024, leaveOpen: true);
    }

    private static Encoding EncodingOf(ReadOnlySpan<byte> head)
    {
        if (head is [0, not 0, 0, not 0, ..])
            return Encoding.BigEndianUnicode;
        if (head is [not 0, 0, not 0, 0, ..])
            return Encoding.Unicode;
        // The sample may end within a character.
        var status = Utf8.ToUtf16(head, new char[head.Length], out _, out _, replaceInvalidSequences: false, isFinalBlock: head.Length < Sample);
        return status is OperationStatus.InvalidData
            ? CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!
            : Encoding.UTF8;
    }

    /// <summary>A stream whose first octets were read already.</summary>
    private sealed class HeadStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _head = head;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => _head.IsEmpty ? rest.Read(buffer, offset, count) : TakeHead(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _head.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : new(TakeHead(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int TakeHead(Span<byte> buffer)
        {
            var taken = Math.Min(buffer.Length, _head.Length);
            _head.Span[..taken].CopyTo(buffer);
            _head = _head[taken..];
            return taken;
        }
    }
}
