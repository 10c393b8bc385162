namespace Ses.Smtp.Sending.Sealing;

/// <summary>TLS did not come about. Where it need not, the host is dialed again without.</summary>
internal sealed class TlsFailedException(string message, bool isLasting) : Exception(message)
{
    /// <summary>True where the next connection would fail alike.</summary>
    public bool IsLasting => isLasting;

    public string? Transcript { get; set; }
}
