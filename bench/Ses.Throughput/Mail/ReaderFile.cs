using System.Text;

namespace Ses.Throughput.Mail;

/// <summary>A CSV file of recipients that is made as it is read: a million of them would take 1 GB of disk.</summary>
internal sealed class ReaderFile(long count, int domains) : Stream
{
    private byte[] _line = Encoding.ASCII.GetBytes(Readers.Header + "\n");
    private int _at;
    private long _next = 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            if (_at == _line.Length)
            {
                if (_next > count)
                    break;
                _line = Encoding.ASCII.GetBytes(Readers.Row(_next++, domains) + "\n");
                _at = 0;
            }

            var part = _line.AsSpan(_at, Math.Min(_line.Length - _at, buffer.Length - filled));
            part.CopyTo(buffer[filled..]);
            filled += part.Length;
            _at += part.Length;
        }

        return filled;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
