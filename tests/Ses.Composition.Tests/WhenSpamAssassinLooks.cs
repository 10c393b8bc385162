using System.Diagnostics;
using System.Text.RegularExpressions;
using Ses.Judges;

namespace Ses.Composition.Tests;

public sealed partial class WhenSpamAssassinLooks(SentFamily<AioServer> family) : IClassFixture<SentFamily<AioServer>>
{
    [Fact]
    public async Task No_rule_about_the_form_of_a_mail_is_hit()
    {
        RequiredProgram.Find("spamassassin");
        var output = family.Output("spamassassin.txt");
        await JudgeProcess.RunAsync(
            new ProcessStartInfo(RequiredProgram.Find("perl"), [PythonJudge.Script("spamassassin.pl"), output, family.Folder, .. family.Files]),
            cancellationToken: TestContext.Current.CancellationToken);
        var verdicts = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
        Assert.Equal(family.Files.Count, verdicts.Length);
        var hits = verdicts.Zip(family.Files).Where(mail => FormRules().IsMatch(mail.First)).Select(mail => $"{Path.GetFileName(mail.Second)}: {mail.First}\n{File.ReadAllText(mail.Second)[..1_000]}");
        Assert.Empty(hits);
    }

    [GeneratedRegex(@" (MIME_|MISSING_|INVALID_)\w+| \w+(_DATE|_MSGID)\b")]
    private static partial Regex FormRules();
}
