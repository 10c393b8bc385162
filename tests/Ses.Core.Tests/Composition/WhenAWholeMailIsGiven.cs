using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Ses.Composition.Internal;
using Ses.Composition.Internal.Dkim;
using Ses.Composition.Internal.Raw;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Composition;

public sealed class WhenAWholeMailIsGiven
{
    private static readonly RSA Rsa = RSA.Create(1024);
    private static readonly EmailAddress From = EmailAddress.Parse("shop@news.example.com");

    private const string Plain =
        "Received: from x by y\nDKIM-Signature: v=1\nFrom: Shop <shop@news.example.com>\nTo: ada@example.org\nBcc: secret@example.org\nSender: x@example.org\n"
        + "Date: Mon, 1 Jan 2001 00:00:00 +0000\nMessage-ID: <old@example.org>\nSubject: \u60a8\u597d\nX-Empty:\nX-Own: kept\n as it is\nReturn-Path: <x@example.org>\n"
        + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\u60a8\u597d\n.\rfoo\nlast line";

    [Fact]
    public void What_is_ours_is_replaced_and_the_rest_is_kept()
    {
        var mail = ComposedMail.Parse(Compose(Plain, ServerAbilities.EightBitMime));
        Assert.Equal(ComposedMail.Date, mail.Date);
        Assert.Equal($"{new MessageId(0x1234)}@news.example.com", mail.MessageId);
        Assert.Equal("\u60a8\u597d", mail.Subject);
        Assert.Equal("kept as it is", mail.Headers["X-Own"]);
        Assert.Equal("1.0", mail.Headers["MIME-Version"]);
        Assert.All(new[] { "Bcc", "Sender", "Received", "Return-Path", "X-Empty" }, name => Assert.Null(mail.Headers[name]));
        Assert.Equal("\u60a8\u597d\n.\nfoo\nlast line\n", mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.Single(mail.Headers, header => header.Id == HeaderId.DkimSignature);
    }

    [Theory]
    [InlineData(ServerAbilities.None)]
    [InlineData(ServerAbilities.EightBitMime)]
    public void It_is_signed_in_the_form_in_which_it_goes(ServerAbilities abilities)
    {
        var bytes = Compose(Plain, abilities);
        Assert.True(abilities == ServerAbilities.None ? MailLines.AreSevenBit(bytes, 998) : MailLines.Are(bytes, 998));
        var mail = ComposedMail.Parse(bytes);
        Assert.True(new DkimVerifier(new Key()).Verify(mail, mail.Headers.First(header => header.Id == HeaderId.DkimSignature), TestContext.Current.CancellationToken));
        Assert.Equal("\u60a8\u597d\n.\nfoo\nlast line\n", mail.TextBody!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_line_that_no_server_takes_is_encoded()
    {
        var mail = Compose($"From: shop@news.example.com\nTo: ada@example.org\nSubject: x\n\n{new string('a', 5_000)}\n", ServerAbilities.EightBitMime);
        Assert.True(MailLines.Are(mail, 998));
        Assert.Equal(new string('a', 5_000), ComposedMail.Parse(mail).TextBody!.TrimEnd());
    }

    [Fact]
    public void What_is_signed_within_stays_untouched()
    {
        const string body = "--b\r\nContent-Type: text/plain\r\n\r\nsigned  text \r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nxyz\r\n--b--\r\n";
        var mail = ComposedMail.Text(Compose($"From: shop@news.example.com\r\nTo: a@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\r\n\r\n{body}"));
        Assert.EndsWith("\r\n\r\n" + body, mail, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_recipients_are_left_out_of_the_fields()
    {
        var raw = Read("From: shop@news.example.com\nTo: ada@example.org, gone@example.org\nCc: gone2@example.org\nSubject: x\n\nhi\n", []);
        var message = ComposedMail.Message(ComposedMail.Recipe());
        var mail = ComposedMail.Parse(RawMail.Accepted(message, raw, hidesRefused: true));
        Assert.Equal("ada@example.org", mail.To.ToString());
        Assert.Empty(mail.Cc);
    }

    [Theory]
    [InlineData("To: a@example.org\n\nhi", "From is missing")]
    [InlineData("From: other@news.example.com\n\nhi", "another address")]
    [InlineData("From: shop@news.example.com, b@news.example.com\n\nhi", "one mailbox")]
    [InlineData("From: shop@news.example.com\nFrom: shop@news.example.com\n\nhi", "From stands 2 times")]
    [InlineData("From: shop@news.example.com\nSubject: a\nsubject: b\n\nhi", "stands 2 times")]
    [InlineData("From: shop@news.example.com\nno field at all\n\nhi", "line 2")]
    [InlineData("From MAILER 2001\nFrom: shop@news.example.com\n\nhi", "line 1")]
    [InlineData("From: shop@news.example.com\nX\u00e9: y\n\nhi", "line 2")]
    [InlineData("", "From is missing")]
    public void What_is_wrong_is_said(string mail, string expected)
    {
        var errors = new List<string>();
        Read(mail, errors);
        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_binary_part_keeps_its_octets()
    {
        byte[] octets = [1, 10, 2, 13, 3, 13, 10, 0, 255];
        byte[] mail = [.. Encoding.ASCII.GetBytes("From: shop@news.example.com\r\nTo: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/x-data\r\nContent-Transfer-Encoding: binary\r\n\r\n"), .. octets];
        var message = ComposedMail.Message(ComposedMail.Recipe());
        var accepted = RawMail.Accepted(message, RawReader.Read(mail, From, error => Assert.Fail(error)), hidesRefused: false);
        var written = ComposedMail.Write(ComposedMail.Prepare(With(message, accepted)), ComposedMail.Delivery(message));
        using var content = new MemoryStream();
        ((MimePart)ComposedMail.Parse(written).Body!).Content!.DecodeTo(content, TestContext.Current.CancellationToken);
        Assert.Equal(octets, content.ToArray());
    }

    private static byte[] Compose(string mail, ServerAbilities abilities = ServerAbilities.None)
    {
        var errors = new List<string>();
        var message = ComposedMail.Message(ComposedMail.Recipe());
        var accepted = RawMail.Accepted(message, Read(mail, errors), hidesRefused: false);
        Assert.Empty(errors);
        var signer = new Ses.Composition.Internal.Dkim.DkimSigner(ComposedMail.Domain, "r", new RsaDkimKey(Rsa));
        return ComposedMail.Write(ComposedMail.Prepare(With(message, accepted), signer), ComposedMail.Delivery(message), abilities);
    }

    private static MailMessage With(MailMessage message, byte[] mime) => message with { Recipe = message.Recipe with { Content = new RecipeContent.FromMime(mime) } };

    private static RawMail Read(string mail, List<string> errors) => RawReader.Read(Encoding.UTF8.GetBytes(mail), From, errors.Add);

    private sealed class Key : IDkimPublicKeyLocator
    {
        public AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) => DotNetUtilities.GetRsaPublicKey(Rsa);

        public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
