using System.Text;
using MimeKit;
using Ses.Sending;

namespace Ses.Composition.Tests;

/// <summary>Mails that are given whole: by MimeKit, and as files that others wrote.</summary>
internal static class WholeMails
{
    public static IEnumerable<MailCase> All => [Built(), File()];

    private static MailCase Built()
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress("\u5e97", MailFamily.From));
        message.To.Add(new MailboxAddress("Ada", "ada@example.org"));
        message.Bcc.Add(new MailboxAddress("", "hidden@example.org"));
        message.Subject = "\u6574\u5c01\u90ae\u4ef6";
        message.Headers.Add("X-Case", "whole mail by MimeKit");
        var body = new BodyBuilder { TextBody = "\u6b63\u6587\n", HtmlBody = "<p>\u6b63\u6587</p>\n" };
        body.Attachments.Add("\u6587\u4ef6.bin", Bodies.Octets(700), new ContentType("application", "octet-stream"));
        message.Body = body.ToMessageBody();
        var request = SendRequest.FromMime(message);
        return new("whole mail by MimeKit", request) { Text = "\u6b63\u6587\n", Html = "<p>\u6b63\u6587</p>\n", MoreFiles = [new("\u6587\u4ef6.bin", Bodies.Octets(700))] };
    }

    private static MailCase File()
    {
        const string mail = "From: Shop <" + MailFamily.From + ">\nTo: ada@example.org\nDate: Mon, 1 Jan 2001 00:00:00 +0000\nMessage-ID: <old@example.org>\nSubject: plain file \u6587\u4ef6\n"
            + "X-Case: whole mail as a file\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\u6b63\u6587\n.\n..\nend";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(mail));
        return new("whole mail as a file", SendRequest.FromMime(stream)) { Text = "\u6b63\u6587\n.\n..\nend\n" };
    }
}
