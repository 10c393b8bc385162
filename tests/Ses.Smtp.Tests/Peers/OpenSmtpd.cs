using Ses.Judges;

namespace Ses.Smtp.Tests.Peers;

/// <summary>OpenSMTPD takes mail and keeps it in its queue.</summary>
internal sealed class OpenSmtpd(OpenSmtpdServer server) : IMailPeer
{
    public int Port => server.Port;

    public IReadOnlyList<string> Mails => MailPeer.Read(server.Queue, "message");

    public static async Task<IMailPeer> StartAsync() => new OpenSmtpd(await OpenSmtpdServer.StartAsync());

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
