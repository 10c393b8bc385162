using Ses.Judges;
using Ses.Ledger;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed class WhenTwoProcessesOpenAFile : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_accept_and_the_second_engine_waits_and_says_so()
    {
        await using var first = Open();
        await using var second = Open();
        var epoch = (await first.Nodes.JoinAsync("first", TimeToLive, Now, Token)).Epoch;

        var error = await Assert.ThrowsAsync<SesException>(async () => await second.Nodes.JoinAsync("second", TimeToLive, Now, Token));
        Assert.True(error.IsTransient);
        Assert.Contains("Another process runs the engine", error.Message, StringComparison.Ordinal);
        Assert.Contains("ses.UsePostgreSql", error.Message, StringComparison.Ordinal);

        var letter = new SampleLetters(await second.Nodes.ReserveEpochAsync(Token)).Letter(Now, 3, "second");
        await second.Ledger.AcceptAsync(letter, Now, Token);
        var due = await first.Queue.ListDueLanesAsync(Now, 10, Token);
        Assert.Equal(3, (await first.Queue.ClaimAsync(epoch, [.. due.Lanes.Select(lane => new Delivery.LaneClaim(lane.Lane, 10))], Now, Token)).Count);
    }

    [Fact]
    public async Task The_second_engine_goes_on_when_the_first_has_left()
    {
        await using var first = Open();
        await using var second = Open();
        var epoch = (await first.Nodes.JoinAsync("first", TimeToLive, Now, Token)).Epoch;
        await first.Nodes.LeaveAsync(epoch, Now, Token);

        Assert.NotEqual(epoch, (await second.Nodes.JoinAsync("second", TimeToLive, Now, Token)).Epoch);
    }

    [Fact]
    public async Task Whoever_opens_the_file_after_a_death_has_what_the_dead_had_at_once()
    {
        var first = Open();
        var letter = new SampleLetters(await first.Nodes.ReserveEpochAsync(Token)).Letter(Now, 3, "first");
        await first.Ledger.AcceptAsync(letter, Now, Token);
        var dead = (await first.Nodes.JoinAsync("first", TimeToLive, Now, Token)).Epoch;
        var due = await first.Queue.ListDueLanesAsync(Now, 10, Token);
        await first.Queue.ClaimAsync(dead, [.. due.Lanes.Select(lane => new Delivery.LaneClaim(lane.Lane, 10))], Now, Token);
        await first.DisposeAsync();

        await using var second = Open();
        await second.Nodes.JoinAsync("second", TimeToLive, Now, Token);
        Assert.Equal(3, await second.Nodes.TakeOverAsync(10, new(), Now, Token));
        Assert.Null(await second.Nodes.RenewAsync(dead, TimeToLive, Now, Token));
        Assert.All(await second.Ledger.ListDeliveriesAsync(letter.Message.Id, null, 10, Token), row => Assert.True(row.Facts.HasFlag(DeliveryFacts.Uncertain)));
    }

    [Fact]
    public async Task Many_that_start_at_once_make_the_tables_once()
    {
        var doors = Enumerable.Range(0, 6).Select(_ => Open()).ToList();
        var epochs = await Task.WhenAll(doors.Select(door => Task.Run(async () => await door.Nodes.ReserveEpochAsync(Token), Token)));
        Assert.Equal([1, 2, 3, 4, 5, 6], epochs.Select(epoch => epoch.Value).Order());
        foreach (var door in doors)
            await door.DisposeAsync();
    }

    private SqlStorage Open() => SqlStorage.OfSqlite(new() { Path = _folder.File("shared.db"), BusyTimeout = TimeSpan.FromSeconds(60) });
}
