using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MimeKit;
using Ses.Delivery;
using Ses.Judges;
using Ses.Ledger;
using Ses.Smtp;
using Ses.Testing;

namespace Ses.Tests.Feedback;

public sealed class WhenBouncesLieInAMailbox
{
    [Fact]
    public async Task Those_in_an_imap_folder_are_read_and_moved_and_a_second_reading_changes_nothing()
    {
        await using var dovecot = await Dovecot.StartAsync();
        await using var server = SimulatedMailServer.Start();
        await using var host = await ReturnHost.StartAsync(server.Port, smtp => Read(smtp, dovecot));
        var receipt = await host.SendAsync(ReturnWorld.Anna);
        await host.WaitForAsync(receipt, DeliveryState.Delivered);
        var report = ReturnWorld.Report(server.Log.Messages.Single().Sender);
        await PutAsync(dovecot, report, "From: someone@reader.example\nSubject: hello\n\nnot a bounce");
        var delivery = await host.WaitForAsync(receipt, DeliveryState.Bounced);
        await Eventually.Holds(() => dovecot.Mails().Count == 0 && dovecot.Mails("Processed").Count == 2);

        // As after a crash between recording and moving.
        await PutAsync(dovecot, report);
        await Eventually.Holds(() => dovecot.Mails("Processed").Count == 3);
        Assert.Single(await host.FactsAsync(delivery), fact => fact.Kind == FactKind.Bounced);
    }

    [Fact]
    public async Task Those_in_a_maildir_are_read_and_moved()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "new", "tmp" })
            Directory.CreateDirectory(folder.File(name));
        await using var server = SimulatedMailServer.Start();
        await using var host = await ReturnHost.StartAsync(server.Port, smtp => smtp.ReadBouncesFromMaildir(folder.Path, maildir => maildir.Interval = TimeSpan.FromMilliseconds(100)));
        var receipt = await host.SendAsync(ReturnWorld.Anna);
        await host.WaitForAsync(receipt, DeliveryState.Delivered);
        var report = ReturnWorld.Report("news@shop.example");
        // Another server delivers by renaming, and notes the envelope's recipient.
        folder.Write("tmp/1.example", $"Delivered-To: {server.Log.Messages.Single().Sender}\n{report}");
        File.Move(folder.File("tmp/1.example"), folder.File("new/1.example"));
        await host.WaitForAsync(receipt, DeliveryState.Bounced);
        await Eventually.Holds(() => File.Exists(folder.File("cur/1.example:2,S")));
        Assert.Empty(Directory.EnumerateFiles(folder.File("new")));
    }

    private static void Read(SmtpOptions smtp, Dovecot dovecot) => smtp.ReadBounces("127.0.0.1", "bounces", Dovecot.Password, mailbox =>
    {
        mailbox.Port = dovecot.Port;
        mailbox.Tls = TlsMode.None;
        mailbox.Interval = TimeSpan.FromMilliseconds(100);
    });

    private static async Task PutAsync(Dovecot dovecot, params string[] mails)
    {
        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", dovecot.Port, MailKit.Security.SecureSocketOptions.None);
        await client.AuthenticateAsync("bounces", Dovecot.Password);
        foreach (var mail in mails)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")));
            await client.Inbox!.AppendAsync(new AppendRequest(await MimeMessage.LoadAsync(stream)));
        }

        await client.DisconnectAsync(quit: true);
    }
}
