using System.Net;

namespace Ses.Smtp.Sending.Direct;

/// <summary>What connections have in common that may serve for one another.</summary>
/// <param name="Source">The local address; null for the system's choice.</param>
/// <param name="Host">Name or address of the server.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">What is asked of TLS.</param>
/// <param name="EhloName">How we greet.</param>
/// <param name="Site">The site that the host belongs to; a relay is one by itself.</param>
/// <param name="IsExchanger">True where the name comes from the DNS of a recipient domain: then it must not lead back to us.</param>
internal readonly record struct Destination(IPAddress? Source, string Host, int Port, Sealing.TlsNeed Tls, string EhloName, string Site, bool IsExchanger)
{
    public override string ToString() => $"{Host}:{Port}";
}
