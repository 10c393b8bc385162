using System.Data.Common;
using Microsoft.Data.Sqlite;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;
using Ses.Storage.Sql.Schema;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>A file, and the lock that says who runs the engine on it.</summary>
internal sealed class SqliteStore(SqliteFile file) : SqlStore(StoreClock.OfTheNode)
{
    private readonly EngineLock _engine = new(file.Path);

    public override Dialect Dialect => file.Dialect;

    public override bool TakeEngine() => _engine.Take();

    public override void EngineJoined(NodeEpoch epoch) => _engine.Joined(epoch);

    public override void EngineLeft(NodeEpoch epoch) => _engine.Left(epoch);

    public override void ThrowIfElsewhere(DbConnection connection)
    {
        if (connection is not SqliteConnection || !string.Equals(Path.GetFullPath(connection.DataSource), file.Path, StringComparison.Ordinal))
        {
            throw new SesException(
                SesErrorCode.NotConfigured,
                $"The transaction is on {connection.GetType().Name} {connection.DataSource}, and Ses is in {file.Path}: they commit together only in one file, ses.UseSqlite(\"{connection.DataSource}\").");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _engine.Dispose();
    }

    protected override ValueTask<SqlDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            SqliteSchema.Open(file);
            return new(new SqliteDatabase(file));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw file.Dialect.Explain(error);
        }
    }
}
