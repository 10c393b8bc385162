using System.Text;
using Ses.Judges;

namespace Ses.Composition.Tests;

/// <summary>What every judge says of every mail, behind every server.</summary>
public abstract class WhenTheFamilyIsSent<TServer>(SentFamily<TServer> family)
    where TServer : IFamilyServer, new()
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_mail_arrives_once()
    {
        Assert.True(family.Cases.Count >= 60);
        Assert.Equal(family.Cases.Count, family.Cases.Select(mail => mail.Name).Distinct().Count());
        Assert.Equal(family.Cases.Sum(mail => mail.Request.To.Count + mail.Request.Cc.Count + mail.Request.Bcc.Count), family.Files.Count);
    }

    [Fact]
    public void The_wire_sees_lines_of_998_octets_at_most_and_no_other_octets_than_the_server_takes() => Assert.All(family.Files, path =>
    {
        var mail = File.ReadAllBytes(path);
        var text = Encoding.Latin1.GetString(mail);
        Assert.All(text.Split("\r\n"), line => Assert.True(line.Length <= 998 && !line.Contains('\r', StringComparison.Ordinal) && !line.Contains('\n', StringComparison.Ordinal) && !line.Contains('\0', StringComparison.Ordinal)));
        var header = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.True(Ascii.IsValid(header));
        Assert.True(family.IsEightBit || Ascii.IsValid(mail));
    });

    [Fact]
    public async Task Python_reads_every_field()
    {
        var output = family.Output("python.json");
        await PythonJudge.RunAsync("read_mails.py", [], [output, .. family.Files], Token);
        Check(ReadMail.List<ReadMail>(output));
    }

    [Fact]
    public async Task Mailparser_reads_every_field()
    {
        var output = family.Output("mailparser.json");
        await NodeJudge.RunAsync("read_mails.cjs", "mailparser", [output, .. family.Files], Token);
        Check(ReadMail.List<ReadMail>(output));
    }

    [Fact]
    public async Task Both_signatures_pass_at_dkimpy()
    {
        var output = family.Output("dkimpy.json");
        await PythonJudge.RunAsync("verify_dkim.py", ["dkim", "nacl"], [family.KeyFile, output, .. family.Files], Token);
        CheckSignatures(ReadMail.List<string[]>(output));
    }

    [Fact]
    public async Task Both_signatures_pass_at_mailauth()
    {
        var output = family.Output("mailauth.json");
        await NodeJudge.RunAsync("verify_dkim.cjs", "mailauth", [family.KeyFile, output, .. family.Files], Token);
        CheckSignatures(ReadMail.List<string[]>(output));
    }

    [Theory]
    [InlineData("ses1")]
    [InlineData("ses1e")]
    public async Task Each_signature_passes_at_OpenDKIM(string selector)
    {
        // It reports the first signature that passes: with one of the keys, that one.
        var keys = family.Keys.Where(key => key.Key.StartsWith($"{selector}.", StringComparison.Ordinal)).ToDictionary();
        var verdicts = await OpenDkim.VerifyAsync(family.Files, keys, Token);
        Assert.Equal(family.Files.Count, verdicts.Count(verdict => verdict.Contains($"s={selector},", StringComparison.Ordinal) && verdict.EndsWith("succeeded", StringComparison.Ordinal)));
    }

    private void Check(IReadOnlyList<ReadMail> mails)
    {
        Assert.Equal(family.Files.Count, mails.Count);
        var read = mails.ToLookup(mail => mail.Case);
        var differences = family.Cases.SelectMany(sent => !read.Contains(sent.Name)
            ? [$"{sent.Name}: not found"]
            : read[sent.Name].SelectMany(mail => ExpectedMail.Differences(sent, mail)).Distinct().Select(difference => $"{sent.Name}: {difference}")).ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences)}");
    }

    private void CheckSignatures(IReadOnlyList<string[]> verdicts)
    {
        Assert.Equal(family.Files.Count, verdicts.Count);
        Assert.All(verdicts.Zip(family.Files), mail => Assert.True(mail.First is ["pass", "pass"], $"{string.Join("; ", mail.First)}\n{File.ReadAllText(mail.Second)}"));
    }
}

public sealed class WhenTheFamilyIsSentToTheSink(SentFamily<SinkServer> family) : WhenTheFamilyIsSent<SinkServer>(family), IClassFixture<SentFamily<SinkServer>>;

public sealed class WhenTheFamilyIsSentToASevenBitSink(SentFamily<SevenBitSinkServer> family) : WhenTheFamilyIsSent<SevenBitSinkServer>(family), IClassFixture<SentFamily<SevenBitSinkServer>>;

public sealed class WhenTheFamilyIsSentToAiosmtpd(SentFamily<AioServer> family) : WhenTheFamilyIsSent<AioServer>(family), IClassFixture<SentFamily<AioServer>>;

public sealed class WhenTheFamilyIsSentToASevenBitAiosmtpd(SentFamily<SevenBitAioServer> family) : WhenTheFamilyIsSent<SevenBitAioServer>(family), IClassFixture<SentFamily<SevenBitAioServer>>;
