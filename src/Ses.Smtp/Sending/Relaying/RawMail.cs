using MimeKit;
using Ses.Composition.Internal;
using Ses.Delivery;

namespace Ses.Smtp.Sending.Relaying;

/// <summary>A mail whose bytes are made already, in the shape that MailKit sends: it writes them unchanged, and tells when the last one is written.</summary>
internal sealed class RawMail : IDisposable
{
    private readonly RawBody _body;

    public RawMail(ReadOnlyMemory<byte> mail, ISendFence fence)
    {
        var fields = HeaderFields.Read(mail.Span, out var bodyStart);
        _body = new(mail[bodyStart..], fence);
        Message = new MimeMessage { Body = _body };
        _body.Headers.Clear();
        Message.Headers.Clear();
        foreach (var field in fields)
        {
            var bytes = mail[..Math.Min(mail.Length, field.Range.End.Value + 2)][field.Range.Start..].ToArray();
            if (!Header.TryParse(bytes, out var header))
                throw new InvalidOperationException($"the field {field.Name} cannot be sent");
            Message.Headers.Add(header);
        }
    }

    public MimeMessage Message { get; }

    public void Dispose() => Message.Dispose();

    /// <summary>True once the server may have the whole mail.</summary>
    public bool IsWritten => _body.IsWritten;

    private sealed class RawBody(ReadOnlyMemory<byte> content, ISendFence fence) : MimePart("text", "plain")
    {
        public bool IsWritten { get; private set; }

        public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        {
            stream.Write(content.Span);
            Finish();
        }

        public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        {
            await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            Finish();
        }

        // MailKit writes the final dot right behind this.
        private void Finish()
        {
            if (!fence.IsOpen)
                throw new SendFencedException();
            IsWritten = true;
        }
    }
}
