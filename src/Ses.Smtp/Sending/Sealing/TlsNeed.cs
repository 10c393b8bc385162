namespace Ses.Smtp.Sending.Sealing;

/// <summary>What is asked of TLS.</summary>
internal enum TlsNeed
{
    /// <summary>It is not used.</summary>
    Never,

    /// <summary>Where it is offered and works, with any certificate (RFC 7435).</summary>
    Opportunistic,

    /// <summary>With a certificate that is valid for the host, or no mail.</summary>
    Verified,
}
