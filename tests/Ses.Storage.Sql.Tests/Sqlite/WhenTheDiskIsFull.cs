using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ses.Judges;
using Ses.Testing;

namespace Ses.Storage.Sql.Tests.Sqlite;

/// <summary>A file on a disk that is really full: a small one in memory.</summary>
public sealed class WhenTheDiskIsFull : ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource<string> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_could_not_be_stored_was_not_accepted_and_nothing_is_sent_until_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 16);
        await using var server = SimulatedMailServer.Start(new() { OfferStartTls = false });
        var dns = new InMemoryDns();
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(this))
            .AddSes(ses => ses.UseSqlite(disk.File("ses.db")).UseSmtp(smtp => smtp.Relay("127.0.0.1", server.Port)).UseDns(_ => dns).UseUnlimited())
            .BuildServiceProvider();
        var client = services.GetRequiredService<ISesClient>();
        await dns.CreateVerifiedAsync(client, "news.example", Token);
        for (var i = 0; i < 5; i++)
            await client.SendAsync(Letter($"before{i}@reader.example"), Token);

        disk.Fill();
        var accepted = 5;
        SesException? refused = null;
        // What SQLite has room for in the blocks that it has still gets in; then no more.
        while (refused is null && accepted < 500)
        {
            refused = await AcceptAsync(client, Letter($"full{accepted}@reader.example"));
            accepted += refused is null ? 1 : 0;
        }

        Assert.NotNull(refused);
        Assert.Equal((SesErrorCode.StorageFailed, true), (refused.Code, refused.IsTransient));
        Assert.Contains("is full: free some space", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(accepted, (await client.Statistics.GetTotalAsync(new(), Token)).Requests);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = services.GetRequiredService<SesEngine>().RunAsync(stop.Token);
        Assert.Contains("is full", await _said.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token), StringComparison.Ordinal);
        Assert.Equal(0, server.Log.Accepted);
        disk.MakeRoom();
        await server.Log.WaitForAcceptedAsync(accepted, Token).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Token);
        await client.SendAsync(Letter("behind@reader.example"), Token);
        await server.Log.WaitForAcceptedAsync(accepted + 1, Token).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Token);
        await stop.CancelAsync();
        await running;
        Assert.Equal(accepted + 1, server.Log.AcceptedPerRecipient.Count);
        Assert.All(server.Log.AcceptedPerRecipient.Values, times => Assert.Equal(1, times));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == "JoinFailed")
            _said.TrySetResult(exception!.Message);
    }

    public void Dispose()
    {
    }

    private static Sending.SendRequest Letter(string to) => new() { From = "editor@news.example", To = [to], Subject = "Hello", Text = new string('x', 20_000) };

    private static async Task<SesException?> AcceptAsync(ISesClient client, Sending.SendRequest letter)
    {
        try
        {
            await client.SendAsync(letter, Token);
            return null;
        }
        catch (SesException error)
        {
            return error;
        }
    }
}
