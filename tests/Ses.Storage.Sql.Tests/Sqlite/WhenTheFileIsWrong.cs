using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Ses.Delivery;
using Ses.Judges;
using Ses.Storage.Sql.Sqlite;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed class WhenTheFileIsWrong : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_does_not_exist_is_said()
    {
        var error = await FailureAsync(_folder.File("nowhere/ses.db"));
        Assert.Equal((SesErrorCode.StorageFailed, false), (error.Code, error.IsTransient));
        Assert.Contains("cannot be opened: its folder must exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said()
    {
        var error = await FailureAsync(_folder.Write("letter.txt", string.Concat(Enumerable.Repeat("Dear reader, this is no database. ", 100))));
        Assert.Equal((SesErrorCode.StorageFailed, false), (error.Code, error.IsTransient));
        Assert.Contains("is not an SQLite database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_another_program_under_our_names_are_left_alone()
    {
        await RunAsync("other.db", "CREATE TABLE ses_messages (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO ses_messages VALUES (1, 'not ours')");
        var error = await FailureAsync(_folder.File("other.db"));
        Assert.False(error.IsTransient);
        Assert.Contains("has tables of another program", error.Message, StringComparison.Ordinal);
        Assert.Equal("not ours", await ScalarAsync("other.db", "SELECT body FROM ses_messages"));
    }

    [Fact]
    public async Task A_host_has_its_own_tables_in_the_same_file()
    {
        await RunAsync("shop.db", "CREATE TABLE orders (id INTEGER PRIMARY KEY); CREATE TABLE messages (id INTEGER)");
        await using var storage = SqlStorage.OfSqlite(new() { Path = _folder.File("shop.db") });
        Assert.Equal(1, (await storage.Nodes.ReserveEpochAsync(Token)).Value);
    }

    [Fact]
    public async Task A_schema_of_a_later_version_is_said_and_left_alone()
    {
        await using (var storage = SqlStorage.OfSqlite(new() { Path = _folder.File("later.db") }))
            await storage.Nodes.ReserveEpochAsync(Token);
        await RunAsync("later.db", "INSERT INTO ses_schema_versions (SchemaVersionID, ScriptName, Applied) VALUES (99, '9999-from-the-future', '2030-01-01')");

        var error = await FailureAsync(_folder.File("later.db"));
        Assert.False(error.IsTransient);
        Assert.Contains("9999-from-the-future", error.Message, StringComparison.Ordinal);
        Assert.Contains("update the package", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_another_program_has_locked_may_be_asked_again()
    {
        await using var storage = SqlStorage.OfSqlite(new() { Path = _folder.File("locked.db"), BusyTimeout = TimeSpan.FromMilliseconds(100) });
        await storage.Nodes.ReserveEpochAsync(Token);
        await using var other = await ConnectAsync("locked.db");
        await RunAsync(other, "BEGIN IMMEDIATE");

        var error = await Assert.ThrowsAsync<SesException>(async () => await storage.Nodes.ReserveEpochAsync(Token));
        Assert.Equal((SesErrorCode.StorageFailed, true), (error.Code, error.IsTransient));
        Assert.Contains("is locked by another program", error.Message, StringComparison.Ordinal);

        await RunAsync(other, "ROLLBACK");
        Assert.Equal(2, (await storage.Nodes.ReserveEpochAsync(Token)).Value);
    }

    [Theory]
    [InlineData(5, true, "is locked by another program")]
    [InlineData(8, false, "is read-only")]
    [InlineData(10, true, "cannot be read or written")]
    [InlineData(11, false, "is damaged")]
    [InlineData(13, true, "The disk that holds")]
    [InlineData(14, false, "cannot be opened")]
    [InlineData(26, false, "is not an SQLite database")]
    public void Every_failure_is_one_sentence_and_says_whether_to_ask_again(int code, bool isTransient, string says)
    {
        var error = SqliteErrors.Explain(new SqliteException("driver's words", code), "/data/ses.db");
        Assert.Equal((SesErrorCode.StorageFailed, isTransient), (error.Code, error.IsTransient));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("/data/ses.db", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_full_disk_accepts_nothing_and_loses_nothing()
    {
        await using var storage = SqlStorage.OfSqlite(new() { Path = _folder.File("full.db") });
        var mail = new SampleLetters(await storage.Nodes.ReserveEpochAsync(Token));
        var before = mail.Letter(DateTimeOffset.UnixEpoch.AddYears(56), 10, "before");
        await storage.Ledger.AcceptAsync(before, before.Message.AcceptedAt, Token);
        var database = (SqliteDatabase)await storage.Store.OpenAsync(Token);
        // No page more than there are: to SQLite that is a full disk.
        await database.WriteAsync(Dialects.WritePriority.Accept, (session, token) => session.Sql("PRAGMA max_page_count = 1").NumberAsync(token), Token);

        var large = mail.Letter(before.Message.AcceptedAt, 2_000, "large");
        var error = await Assert.ThrowsAsync<SesException>(async () => await storage.Ledger.AcceptAsync(large, before.Message.AcceptedAt, Token));
        Assert.True(error.IsTransient);
        Assert.Contains("is full", error.Message, StringComparison.Ordinal);
        Assert.Null(await storage.Ledger.FindMessageAsync(large.Message.Id, Token));
        Assert.Empty(await storage.Ledger.ListDeliveriesAsync(large.Message.Id, null, 10, Token));
        Assert.Equal(10, (await storage.Ledger.ListDeliveriesAsync(before.Message.Id, null, 100, Token)).Count);

        // The writer has begun anew, with room.
        Assert.IsType<Ledger.AcceptResult.Accepted>(await storage.Ledger.AcceptAsync(large, before.Message.AcceptedAt, Token));
    }

    [Fact]
    public async Task The_engine_does_not_start_half()
    {
        var services = new ServiceCollection();
        services.AddSes(ses => ses.UseSqlite(_folder.File("nowhere/ses.db")).UseTransport(_ => Substitute.For<IMailTransport>()).UseDns(_ => new Ses.Testing.InMemoryDns()));
        await using var provider = services.BuildServiceProvider();
        var error = await Assert.ThrowsAsync<SesException>(() => provider.GetRequiredService<SesEngine>().RunAsync(Token));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    public void A_path_that_is_none_is_refused_with_the_line_that_mends_it(string path) =>
        Assert.Contains("ses.UseSqlite(\"ses.db\")", Assert.Throws<SesException>(() => SqlStorage.OfSqlite(new() { Path = path })).Message, StringComparison.Ordinal);

    private static async Task<SesException> FailureAsync(string path)
    {
        await using var storage = SqlStorage.OfSqlite(new() { Path = path });
        return await Assert.ThrowsAsync<SesException>(async () => await storage.Nodes.ReserveEpochAsync(Token));
    }

    private async Task<SqliteConnection> ConnectAsync(string name)
    {
        var connection = new SqliteConnection($"Data Source={_folder.File(name)};Pooling=False");
        await connection.OpenAsync(Token);
        return connection;
    }

    private async Task RunAsync(string name, string sql)
    {
        await using var connection = await ConnectAsync(name);
        await RunAsync(connection, sql);
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<object?> ScalarAsync(string name, string sql)
    {
        await using var connection = await ConnectAsync(name);
        await using var command = new SqliteCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
