using MailKit;
using Ses.Smtp.Sending.Direct;

namespace Ses.Smtp.Sending.Relaying;

/// <summary>Writes the transcript of what MailKit says and hears: secrets are starred out, and content is only counted.</summary>
internal sealed class RelayLog : IProtocolLogger
{
    private readonly Transcript _transcript = new();
    private readonly Lock _lock = new();
    private bool _isWaitingForGoAhead;
    private bool _isInContent;
    private int _content;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Begins anew, for another mail on the same connection.</summary>
    public void Begin(string note)
    {
        lock (_lock)
        {
            _transcript.Clear();
            _transcript.Note(note);
        }
    }

    public void LogConnect(Uri uri)
    {
        lock (_lock)
            _transcript.Note($"connected to {uri.Host}:{uri.Port}");
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        lock (_lock)
        {
            if (_isInContent)
            {
                _content += count;
                return;
            }

            var said = buffer.AsSpan(offset, count).ToArray();
            foreach (var secret in AuthenticationSecretDetector?.DetectSecrets(buffer, offset, count) ?? [])
                said.AsSpan(secret.StartIndex - offset, secret.Length).Fill((byte)'*');
            _isWaitingForGoAhead = said.AsSpan().EndsWith("DATA\r\n"u8);
            _transcript.Sent(said);
        }
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        lock (_lock)
        {
            var heard = buffer.AsSpan(offset, count);
            if (_isInContent)
                _transcript.Content(_content);
            _isInContent = _isWaitingForGoAhead && (heard.StartsWith("354"u8) || heard.IndexOf("\n354"u8) >= 0);
            (_isWaitingForGoAhead, _content) = (_isWaitingForGoAhead && !_isInContent, 0);
            while (!heard.IsEmpty)
            {
                var end = heard.IndexOf((byte)'\n');
                _transcript.Received(end < 0 ? heard : heard[..end]);
                heard = end < 0 ? default : heard[(end + 1)..];
            }
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return _transcript.ToString();
    }

    public void Dispose()
    {
        // It holds nothing but bytes.
    }
}
