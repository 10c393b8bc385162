using Ses.Judges;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Sqlite;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed class WhenManyWrite : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_waits_for_an_answer_does_not_wait_for_bulk_work_that_came_at_the_same_time()
    {
        await using var database = new SqliteDatabase(new(new() { Path = _folder.File("busy.db") }));
        using var queued = new ManualResetEventSlim();
        using var answered = new ManualResetEventSlim();
        var first = WriteAsync(database, WritePriority.Accept, () => queued.Wait(Eventually.Patience));
        var bulk = WriteAsync(database, WritePriority.Bulk, () => answered.Wait(TimeSpan.FromSeconds(10)));
        var second = WriteAsync(database, WritePriority.Accept, () => true);
        queued.Set();

        Assert.True(await first);
        Assert.True(await second);
        answered.Set();
        Assert.True(await bulk, "the answer came only behind the bulk work");
    }

    private static Task<bool> WriteAsync(SqliteDatabase database, WritePriority priority, Func<bool> work) =>
        database.WriteAsync(priority, (_, _) => new ValueTask<bool>(work()), Token).AsTask();
}
