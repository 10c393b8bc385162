using System.Diagnostics;
using System.Text;
using CsCheck;
using Ses.Feedback.Reading;

namespace Ses.Core.Tests.Feedback;

public sealed class WhenAMailIsHostile
{
    [Fact]
    public void Every_prefix_that_ends_at_a_line_end_is_read()
    {
        foreach (var name in ReturnedMails.Names)
        {
            var mail = ReturnedMails.Bytes(name);
            for (var end = 0; end <= mail.Length; end++)
            {
                if (end == mail.Length || end == 0 || mail[end - 1] is (byte)'\n' or (byte)'\r')
                    Assert.NotNull(ReportReader.Read(mail.AsMemory(0, end)));
            }
        }
    }

    [Fact]
    public void Mutations_of_known_mails_are_read()
    {
        var mutated =
            from name in Gen.Int[0, ReturnedMails.Names.Count - 1].Select(index => ReturnedMails.Names[index])
            from cuts in Gen.Select(Gen.Double.Unit, Gen.Double.Unit, Gen.Int[0, 3]).Array[1, 6]
            from noise in Gen.OneOf(Gen.Byte.Array[0, 20], Gen.Int[0, Nasty.Length - 1].Select(index => Nasty[index]))
            select (name, cuts, noise);
        mutated.Sample(change => ReportReader.Read(Mutate(ReturnedMails.Bytes(change.name), change.cuts, change.noise)) is not null, iter: 3_000);
    }

    [Fact]
    public void Any_bytes_are_read() => Gen.Byte.Array[0, 2_000].Sample(bytes => ReportReader.Read(bytes) is not null, iter: 3_000);

    public static TheoryData<string> Monsters => new("nesting", "boundaries", "one-line", "headers", "folded", "addresses", "groups", "fields", "at-signs", "return-paths", "html", "base64");

    [Theory]
    [MemberData(nameof(Monsters))]
    public void A_megabyte_built_to_hurt_takes_bounded_time(string monster)
    {
        var mail = Encoding.ASCII.GetBytes(Build(monster));
        Assert.True(mail.Length >= 1_000_000);
        var started = Stopwatch.GetTimestamp();
        Assert.NotNull(ReportReader.Read(mail));
        // A loaded machine is allowed a lot; quadratic work over a megabyte would take hours.
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
    }

    private static readonly byte[][] Nasty =
        ["\r\n\r\n"u8.ToArray(), "\0"u8.ToArray(), "=?utf-8?B?"u8.ToArray(), "Content-Type: multipart/report; boundary=x\n\n--x\n"u8.ToArray(), "--=_report_1\n"u8.ToArray(), "Final-Recipient:"u8.ToArray(), "@"u8.ToArray()];

    private static byte[] Mutate(byte[] mail, (double From, double Length, int Kind)[] cuts, byte[] noise)
    {
        foreach (var (from, length, kind) in cuts)
        {
            var start = (int)(from * mail.Length);
            var count = Math.Min((int)(length * 60), mail.Length - start);
            mail = kind switch
            {
                0 => [.. mail[..start], .. mail[(start + count)..]],
                1 => [.. mail[..start], .. noise, .. mail[start..]],
                2 => [.. mail[..(start + count)], .. mail[start..]],
                _ => [.. mail[..start], .. noise, .. mail[(start + count)..]],
            };
        }

        return mail;
    }

    private static string Build(string monster)
    {
        const string Daemon = "From: MAILER-DAEMON@example.net\nSubject: failure notice\n";
        return monster switch
        {
            "nesting" => Daemon + string.Concat(Enumerable.Range(0, 25_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")),
            "boundaries" => Daemon + "Content-Type: multipart/mixed; boundary=b\n\n" + Repeat("--b\n\n", 250_000),
            "one-line" => Daemon + "\n" + Repeat("550 user unknown a@b.example ", 40_000),
            "headers" => Repeat("X-Header: value\n", 70_000) + Daemon + "\nfailed",
            "folded" => Daemon + "To: a@b.example\n" + Repeat("  folded,\n", 110_000) + "\nfailed",
            "addresses" => Daemon + "\nwas not delivered to:\n" + Repeat("<someone@somewhere.example>: user unknown\n", 26_000),
            "groups" => "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" + Repeat("Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n", 16_000),
            "fields" => "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n" + Repeat("Original-Rcpt-To: a@b.example\n", 40_000),
            "at-signs" => Daemon + "\n" + new string('@', 1_100_000),
            "return-paths" => Daemon + "\n" + Repeat("bounce-00005140000000020000000000000007-", 28_000),
            "html" => Daemon + "Content-Type: text/html\n\n" + Repeat("<p><a href=", 100_000),
            _ => Daemon + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + Repeat("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n", 30_000),
        };
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
