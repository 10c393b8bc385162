using System.Diagnostics;
using System.Text.RegularExpressions;
using Ses.Judges;

namespace Ses.Tests.QuickStart;

public sealed partial class WhenQuickStartRuns : IDisposable
{
    private const string Recipients = "email,name\nada@one.example,Ada\nbob@one.example,Bob\ncy@two.example,Cy\nbounce@two.example,Dee\nnot an address,Eve\nada@one.example,Ada again\n";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_sends_the_reader_s_own_files_to_the_simulated_server_and_counts_what_came_of_it()
    {
        var (code, output, _) = await RunAsync("--recipients", _folder.Write("mine.csv", Recipients), "--template", _folder.Write("mine.html", "<p>Dear {{ name }}</p>"));
        Assert.True(code == 0, output);
        var counts = LastLine.Counts(output);
        Assert.Equal((4, 0, 4, 3, 1, 0, "3"), (counts["requests"], counts["rejected"], counts["sends"], counts["delivered"], counts["bounced"], counts["pending"], LastLine.Server(output)));
        Assert.Contains("recipients 4 of 6 rows, variables: name", output, StringComparison.Ordinal);
        Assert.Contains("line 6: 'not an address' is not an email address", output, StringComparison.Ordinal);
        Assert.Contains("template   mine: name", output, StringComparison.Ordinal);
        Assert.Contains("one.example", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_s_own_count_agrees()
    {
        await using var sink = await SmtpSink.StartAsync(dumps: true);
        var rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"r{i}@d{i % 3}.example,N{i}\n"));
        var (code, output, error) = await RunAsync(
            "--recipients", _folder.Write("mine.csv", "email,name\n" + rows), "--template", _folder.Write("mine.txt", "Dear {{ name }}\n"), "--smtp", $"127.0.0.1:{sink.Port}");
        Assert.True(code == 0, output + error);
        var counts = LastLine.Counts(output);
        Assert.Equal((200, 200, 200, 0), (counts["requests"], counts["sends"], counts["delivered"], counts["pending"]));
        Assert.Equal("-", LastLine.Server(output));
        Assert.Equal(200, sink.Dumps.Count);
        var mails = sink.Dumps.Select(File.ReadAllText).ToList();
        Assert.Equal(200, mails.Select(mail => Recipient().Match(mail).Value).Distinct().Count());
        Assert.All(mails, mail => Assert.Contains("DKIM-Signature:", mail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_with_the_command_line_is_said_with_the_usage()
    {
        foreach (var (arguments, message) in new[]
        {
            (new[] { "--recipients", "nowhere.csv" }, "--recipients nowhere.csv: there is no such file"),
            (["--template", "nowhere.html"], "--template nowhere.html: there is no such file"),
            (["--recipients"], "--recipients: a value is missing"),
            (["--smtp", "localhost"], "--smtp localhost: HOST:PORT is expected"),
            (["--smtp", "localhost:99999"], "--smtp localhost:99999: HOST:PORT is expected"),
            (["--what", "ever"], "--what: there is no such option"),
        })
        {
            var (code, _, error) = await RunAsync(arguments);
            Assert.Equal(2, code);
            Assert.StartsWith(message, error, StringComparison.Ordinal);
            Assert.Contains("dotnet run --project samples/QuickStart", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_at_once()
    {
        var port = FreePort.Find();
        var (code, _, error) = await RunAsync("--smtp", $"127.0.0.1:{port}");
        Assert.Equal(1, code);
        Assert.StartsWith($"--smtp 127.0.0.1:{port}: the mail server cannot be reached", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name,city\nAda,Paris\n", "<p>x</p>", "no column has addresses")]
    [InlineData("", "<p>x</p>", "it is empty")]
    [InlineData("email\nnobody\n", "<p>x</p>", "is empty: import recipients first")]
    [InlineData("email,city\nada@one.example,Paris\n", "<p>{{ name }}</p>", "'name'")]
    [InlineData("email\nada@one.example\n", "<p>{{ name</p>", "line 1")]
    public async Task Files_that_do_not_fit_say_where(string csv, string template, string message)
    {
        var (code, output, error) = await RunAsync("--recipients", _folder.Write("mine.csv", csv), "--template", _folder.Write("mine.html", template));
        Assert.True(code == 1, output);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(ProgramCopy.Built, "QuickStart.dll"), "--memory", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = RequiredProgram.Root };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var error = process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("X-Rcpt-Args: .*")]
    private static partial Regex Recipient();
}
