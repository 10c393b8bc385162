using Npgsql;
using Ses.Judges;
using Ses.Storage.Sql.PostgreSql;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class WhenTheDatabaseIsWrong(PostgreSqlFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_connection_string_that_is_none_is_refused_with_the_line_that_mends_it()
    {
        var error = Assert.Throws<SesException>(() => SqlStorage.OfPostgreSql("Hots=localhost;Database=ses"));
        Assert.Equal(SesErrorCode.NotConfigured, error.Code);
        Assert.Contains("ses.UsePostgreSql(\"Host=", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ses")]
    [InlineData("a\"b")]
    [InlineData("")]
    public void A_name_that_no_schema_has_is_refused(string schema) =>
        Assert.Contains("options.Schema", Assert.Throws<SesException>(() => SqlStorage.OfPostgreSql("Host=127.0.0.1", new() { Schema = schema })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("53100", "could not extend file \"base/16384/16385\": No space left on device")]
    [InlineData("XX000", "could not write init file")]
    public void A_full_disk_is_said_by_whatever_notices_it(string state, string words)
    {
        var error = PostgreSqlErrors.Explain(new PostgresException(words, "ERROR", "ERROR", state), "127.0.0.1:5432/shop", "ses");
        Assert.True(error.IsTransient);
        Assert.Contains("is full: free some space", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_refused_is_said()
    {
        var error = await FailureAsync((await fixture.NewDatabaseAsync()).Replace("Username=postgres", "Username=nobody_here", StringComparison.Ordinal));
        Assert.False(error.IsTransient);
        Assert.Contains("refuses the login", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_said()
    {
        await fixture.OpenAsync();
        var error = await FailureAsync(fixture.ConnectionString("no_such_database"));
        Assert.False(error.IsTransient);
        Assert.Contains("has no such database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_may_be_asked_again()
    {
        var error = await FailureAsync($"Host=127.0.0.1;Port={FreePort.Find()};Username=postgres;Password=secret");
        Assert.True(error.IsTransient);
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_another_program_are_left_alone()
    {
        var source = await fixture.OpenAsync();
        var schema = fixture.NewSchema();
        await using (var command = source.CreateCommand($"CREATE SCHEMA {schema}; CREATE TABLE {schema}.messages (body text); INSERT INTO {schema}.messages VALUES ('not ours')"))
            await command.ExecuteNonQueryAsync(Token);
        await using var storage = SqlStorage.OfPostgreSql(source, new() { Schema = schema });
        var error = await Assert.ThrowsAsync<SesException>(async () => await storage.Nodes.ReserveEpochAsync(Token));
        Assert.False(error.IsTransient);
        Assert.Contains("has tables of another program", error.Message, StringComparison.Ordinal);
        await using var left = source.CreateCommand($"SELECT body FROM {schema}.messages");
        Assert.Equal("not ours", await left.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task A_schema_of_a_later_version_is_said()
    {
        var source = await fixture.OpenAsync();
        var schema = fixture.NewSchema();
        await using (var storage = SqlStorage.OfPostgreSql(source, new() { Schema = schema }))
            await storage.Nodes.ReserveEpochAsync(Token);
        await using (var command = source.CreateCommand($"INSERT INTO {schema}.schema_versions (scriptname, applied) VALUES ('9999-from-the-future', now())"))
            await command.ExecuteNonQueryAsync(Token);
        await using var later = SqlStorage.OfPostgreSql(source, new() { Schema = schema });
        var error = await Assert.ThrowsAsync<SesException>(async () => await later.Nodes.ReserveEpochAsync(Token));
        Assert.Contains("9999-from-the-future", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_the_server_would_refuse_is_mended()
    {
        await using var storage = SqlStorage.OfPostgreSql(await fixture.OpenAsync(), new() { Schema = fixture.NewSchema(), UseServerClock = false });
        var lease = await storage.Nodes.JoinAsync("a\0b\uD83D", TimeSpan.FromSeconds(30), DateTimeOffset.UnixEpoch, Token);
        Assert.Equal(1, lease.Epoch.Value);
        Assert.Equal("a\uFFFDb\uFFFD😀", Ses.Storage.Sql.PostgreSql.PostgreSqlDialect.Clean("a\0b\uD83D😀"));
    }

    private static async Task<SesException> FailureAsync(string connectionString)
    {
        await using var storage = SqlStorage.OfPostgreSql(connectionString);
        return await Assert.ThrowsAsync<SesException>(async () => await storage.Nodes.ReserveEpochAsync(Token));
    }
}
