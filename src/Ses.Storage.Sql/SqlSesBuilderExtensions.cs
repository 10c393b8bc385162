using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Ses.Scheduling.Internal;
using Ses.Storage.Sql;

#pragma warning disable IDE0130 // A host that uses Ses finds its extensions without another using.
namespace Ses;
#pragma warning restore IDE0130

/// <summary>Chooses a SQL database as the store.</summary>
public static class SqlSesBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file, made where there is none: for one node.</summary>
    /// <param name="ses">The builder.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="configure">More options.</param>
    public static SesBuilder UseSqlite(this SesBuilder ses, string path, Action<SqliteStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ses);
        var options = new SqliteStorageOptions { Path = path };
        configure?.Invoke(options);
        return Use(ses, () => SqlStorage.OfSqlite(options));
    }

    /// <summary>Keeps everything in a PostgreSQL database, for any number of nodes: the tables stand in a schema of their own, <c>ses</c>.</summary>
    /// <param name="ses">The builder.</param>
    /// <param name="connectionString">Such as <c>Host=localhost;Database=shop;Username=shop;Password=…</c>.</param>
    /// <param name="configure">More options.</param>
    public static SesBuilder UsePostgreSql(this SesBuilder ses, string connectionString, Action<PostgreSqlStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ses);
        var options = Configured(configure);
        return Use(ses, () => SqlStorage.OfPostgreSql(connectionString, options));
    }

    /// <summary>Keeps everything in a PostgreSQL database, by a data source that the host has and closes.</summary>
    /// <param name="ses">The builder.</param>
    /// <param name="source">The data source.</param>
    /// <param name="configure">More options.</param>
    public static SesBuilder UsePostgreSql(this SesBuilder ses, NpgsqlDataSource source, Action<PostgreSqlStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ses);
        var options = Configured(configure);
        return Use(ses, () => SqlStorage.OfPostgreSql(source, options));
    }

    private static SesBuilder Use(SesBuilder ses, Func<SqlStorage> open)
    {
        ses.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineGuest, SqlEngineGuest>());
        return ses.UseStorage(_ => open());
    }

    private static PostgreSqlStorageOptions Configured(Action<PostgreSqlStorageOptions>? configure)
    {
        var options = new PostgreSqlStorageOptions();
        configure?.Invoke(options);
        return options;
    }
}
