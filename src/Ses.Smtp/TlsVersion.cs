namespace Ses.Smtp;

/// <summary>The lowest version of TLS that counts as TLS. Servers with older ones only are spoken to without, where TLS is not required.</summary>
public enum TlsVersion
{
    /// <summary>TLS 1.2 (RFC 5246) and later.</summary>
    Tls12,

    /// <summary>TLS 1.3 (RFC 8446) only.</summary>
    Tls13,
}
