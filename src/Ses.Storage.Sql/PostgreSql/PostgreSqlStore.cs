using Npgsql;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;
using Ses.Storage.Sql.Schema;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>A schema of a database.</summary>
internal sealed class PostgreSqlStore(NpgsqlDataSource source, bool ownsSource, PostgreSqlStorageOptions options)
    : SqlStore(options.UseServerClock ? StoreClock.OfTheServer : StoreClock.OfTheNode)
{
    private readonly string _server = ServerOf(source.ConnectionString);

    protected override async ValueTask<SqlDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        var dialect = new PostgreSqlDialect(options.Schema, _server);
        try
        {
            await PostgreSqlSchema.OpenAsync(source, dialect, _server, cancellationToken).ConfigureAwait(false);
            return new PostgreSqlDatabase(source, ownsSource, dialect);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw dialect.Explain(error);
        }
    }

    // What a message may show: never the password.
    private static string ServerOf(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{parts.Host}:{parts.Port}/{parts.Database}";
    }
}
