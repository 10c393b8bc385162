using System.Data.Common;
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
    private readonly PostgreSqlDialect _dialect = new(options.Schema, ServerOf(source.ConnectionString));
    private readonly PostgreSqlWakeUp? _wakeUp = options.WakeOtherNodes ? new(source, options.Schema, TimeProvider.System) : null;

    public override Dialect Dialect => _dialect;

    public override IWakeUp? WakeUp => _wakeUp;

    public override void ThrowIfElsewhere(DbConnection connection)
    {
        var database = new NpgsqlConnectionStringBuilder(source.ConnectionString).Database;
        if (connection is not NpgsqlConnection || (database is not null && connection.Database != database))
        {
            throw new SesException(
                SesErrorCode.NotConfigured,
                $"The transaction is on {connection.GetType().Name} {connection.Database}, and Ses is in {_server}: they commit together only in one database, ses.UsePostgreSql(\"…;Database={connection.Database}\").");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_wakeUp is not null)
            await _wakeUp.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override async ValueTask<SqlDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PostgreSqlSchema.OpenAsync(source, _dialect, _server, cancellationToken).ConfigureAwait(false);
            return new PostgreSqlDatabase(source, ownsSource, _dialect);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw _dialect.Explain(error);
        }
    }

    // What a message may show: never the password.
    private static string ServerOf(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{parts.Host}:{parts.Port}/{parts.Database}";
    }
}
