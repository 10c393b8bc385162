using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MimeKit.Cryptography;
using MimeKit;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Ses.Composition.Internal.Dkim;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Composition;

public sealed class WhenAMailIsSigned
{
    private static readonly RSA Rsa = RSA.Create(1024);
    private static readonly Ed25519PrivateKeyParameters Ed25519 = new(new SecureRandom());

    private static readonly Ses.Composition.Internal.Dkim.DkimSigner[] Signers =
    [
        new(ComposedMail.Domain, "r", new RsaDkimKey(Rsa)),
        new(ComposedMail.Domain, "e", new Ed25519DkimKey(Ed25519)),
    ];

    private static readonly Gen<string> Bodies = Gen.String[Gen.Frequency((6, Gen.Char['a', 'e']), (3, Gen.Const(' ')), (2, Gen.Const('\n')), (1, Gen.Char["\t=.ß好"])), 0, 300];

    [Fact]
    public void Both_signatures_verify_whatever_the_body_is() => Gen.Select(Bodies, Bodies, Gen.Bool, Gen.Bool).Sample((html, text, hasHtml, eightBit) =>
    {
        var message = ComposedMail.Message(ComposedMail.Recipe(hasHtml ? html : null, text, "Subject " + text), MailStream.Marketing);
        var mail = ComposedMail.Write(ComposedMail.Prepare(message, Signers), ComposedMail.Delivery(message), eightBit ? ServerAbilities.EightBitMime : ServerAbilities.None);
        Verify(mail);
    }, iter: 60);

    [Fact]
    public void Each_recipient_of_a_task_gets_signatures_of_its_own()
    {
        var message = ComposedMail.Message(ComposedMail.Recipe(), MailStream.Marketing, new(7));
        var prepared = ComposedMail.PrepareTask(message, "Hello {{ name }}", "<p>Dear {{ name }},</p>\n<p>  two  spaces\t and a tab </p>", null, Signers);
        var mails = Enumerable.Range(1, 5).Select(i => ComposedMail.Write(
            prepared, ComposedMail.Delivery(message, $"n{i}@example.org", (ulong)i, $$"""{"name":"n{{i}} \u597d"}"""))).ToList();
        Assert.All(mails, Verify);
        Assert.Equal(5, mails.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void The_fields_that_matter_are_named_and_four_of_them_once_more_than_they_stand()
    {
        var recipe = ComposedMail.Recipe() with
        {
            Cc = [new(EmailAddress.Parse("cc@example.org"))],
            ReplyTo = [new(EmailAddress.Parse("answers@example.org"))],
            Headers = [new("In-Reply-To", "<a@example.org>"), new("References", "<a@example.org> <b@example.org>"), new("X-Own", "not signed")],
        };
        var message = ComposedMail.Message(recipe, MailStream.Marketing);
        var signature = ComposedMail.Parse(ComposedMail.Write(ComposedMail.Prepare(message, Signers[0]), ComposedMail.Delivery(message))).Headers["DKIM-Signature"]!;
        var names = Tag(signature, "h").Split(':');
        Assert.Equal(
            [
                "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Id", "Feedback-ID", "In-Reply-To", "References",
                "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "From", "To", "Subject", "Date",
            ],
            names);
        Assert.Equal("relaxed/relaxed", Tag(signature, "c"));
        Assert.Equal(ComposedMail.Date.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), Tag(signature, "t"));
    }

    [Fact]
    public void An_added_subject_breaks_the_signature()
    {
        var message = ComposedMail.Message(ComposedMail.Recipe());
        var mail = ComposedMail.Write(ComposedMail.Prepare(message, Signers[0]), ComposedMail.Delivery(message));
        var forged = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(mail).Replace("From: ", "Subject: forged\r\nFrom: ", StringComparison.Ordinal));
        var parsed = ComposedMail.Parse(forged);
        var signature = parsed.Headers.First(header => header.Id == HeaderId.DkimSignature);
        Assert.False(new DkimVerifier(new Keys()).Verify(parsed, signature, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_body_is_hashed_the_same_in_whatever_pieces_it_comes() => Gen.Select(Bodies, Gen.Int[0, 1000].Array[0, 6]).Sample((text, cuts) =>
    {
        var body = Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        var pieces = new RelaxedBodyHash();
        var from = 0;
        foreach (var cut in cuts.Where(cut => cut <= body.Length).Order().Where(cut => cut == 0 || cut == body.Length || body[cut - 1] != '\r'))
        {
            pieces.Append(body.AsSpan(from, cut - from));
            from = cut;
        }

        pieces.Append(body.AsSpan(from));
        var hash = new byte[32];
        pieces.Finish(hash);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Relaxed(text)))), Convert.ToHexString(hash));
    });

    // RFC 6376 §3.4.4, as it is written there.
    private static string Relaxed(string text)
    {
        var lines = text.Split('\n').Select(line => System.Text.RegularExpressions.Regex.Replace(line, "[ \t]+", " ").TrimEnd(' ')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines.Count == 0 ? "" : string.Join("\r\n", lines) + "\r\n";
    }

    private static void Verify(byte[] mail)
    {
        var parsed = ComposedMail.Parse(mail);
        var signatures = parsed.Headers.Where(header => header.Id == HeaderId.DkimSignature).ToList();
        Assert.Equal(2, signatures.Count);
        var verifier = new DkimVerifier(new Keys());
        Assert.All(signatures, signature => Assert.True(verifier.Verify(parsed, signature, TestContext.Current.CancellationToken), ComposedMail.Text(mail)));
    }

    private static string Tag(string signature, string name) =>
        signature.Split(';').Select(part => part.Split('=', 2)).First(part => part[0].Trim() == name)[1].Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);

    private sealed class Keys : IDkimPublicKeyLocator
    {
        public AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            selector == "e" ? Ed25519.GeneratePublicKey() : DotNetUtilities.GetRsaPublicKey(Rsa);

        public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
