using Ses.Judges;
using Ses.Testing;

namespace Ses.Tests.QuickStart;

public sealed class WhenQuickStartIsAborted : IDisposable
{
    private const int Count = 2_000;

    private readonly ProgramCopy _program = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _program.Dispose();

    [Fact]
    public Task Killed_it_goes_on_where_it_was_on_SQLite() => AbortAsync([], Kill);

    [Fact]
    public Task Interrupted_it_says_how_far_it_came_and_goes_on_from_there_on_SQLite() => AbortAsync([], InterruptAsync);

    [Fact]
    public async Task Killed_it_goes_on_where_it_was_on_PostgreSQL()
    {
        await using var database = await PostgreSqlServer.StartAsync();
        await AbortAsync(["--postgres", database.ConnectionString()], Kill);
    }

    [Fact]
    public async Task Interrupted_it_says_how_far_it_came_and_goes_on_from_there_on_PostgreSQL()
    {
        await using var database = await PostgreSqlServer.StartAsync();
        await AbortAsync(["--postgres", database.ConnectionString()], InterruptAsync);
    }

    private static Task Kill(JudgeProcess program)
    {
        program.Kill();
        return program.WaitForExitAsync(Token);
    }

    private static async Task InterruptAsync(JudgeProcess program)
    {
        program.Signal("INT");
        await program.WaitForExitAsync(Token);
        Assert.Equal(1, program.ExitCode);
        var counts = LastLine.Counts(program.Output);
        Assert.InRange(counts["delivered"], 1, Count - 1);
    }

    private async Task AbortAsync(string[] store, Func<JudgeProcess, Task> abort)
    {
        await using var server = SimulatedMailServer.Start(new() { KeepMessages = false, OfferStartTls = false, SlowAnswer = TimeSpan.FromMilliseconds(50) });
        var readers = string.Concat(Enumerable.Range(0, Count).Select(i => $"slow-{i}@d{i % 5}.example,N{i}\n"));
        string[] arguments =
        [
            "--recipients", _program.Write("mine.csv", "email,name\n" + readers), "--template", _program.Write("mine.txt", "Dear {{ name }}\n"),
            "--smtp", $"127.0.0.1:{server.Port}", .. store,
        ];
        await using (var first = _program.Start(arguments))
        {
            await Task.WhenAny(server.Log.WaitForAcceptedAsync(Count / 10, Token), first.WaitForExitAsync(Token));
            Assert.True(server.Log.Accepted >= Count / 10, first.Output);
            await abort(first);
        }

        Assert.True(server.Log.Accepted < Count, "it was done before it was stopped");
        await using var second = _program.Start(arguments);
        await second.WaitForExitAsync(Token);
        Assert.True(second.ExitCode == 0, second.Output);
        Assert.Contains("going on   with task", second.Output, StringComparison.Ordinal);
        var counts = LastLine.Counts(second.Output);
        Assert.Equal((Count, Count, Count, 0), (counts["requests"], counts["sends"], counts["delivered"], counts["pending"]));
        Assert.Equal(Count, server.Log.AcceptedPerRecipient.Count);
        // What was on the wire, or not on record yet, may come twice; 64 are on the wire at once.
        Assert.InRange(server.Log.Accepted - Count, 0, 3 * 64);
    }
}
