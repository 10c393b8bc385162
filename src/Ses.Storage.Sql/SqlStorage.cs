using System.Text.RegularExpressions;
using Npgsql;
using Ses.Addresses;
using Ses.Blocklists;
using Ses.Callbacks;
using Ses.Delivery;
using Ses.Domains;
using Ses.Ledger;
using Ses.MailLog;
using Ses.Recipients;
using Ses.Retention;
using Ses.Scheduling;
using Ses.Secrets;
using Ses.SendingTasks;
using Ses.Statistics;
using Ses.Storage.Sql.PostgreSql;
using Ses.Storage.Sql.Rooms;
using Ses.Storage.Sql.Sqlite;
using Ses.Templates;
using Ses.Warmup;

namespace Ses.Storage.Sql;

/// <summary>
/// Everything in a SQL database: a SQLite file, or a PostgreSQL schema that many nodes share. Tables are made and updated by the first call. A database that fails
/// shows as <see cref="SesException"/> with <see cref="SesErrorCode.StorageFailed"/>, which says whether the call may be repeated.
/// </summary>
public sealed partial class SqlStorage : ISesStorage, IAsyncDisposable, IDisposable
{
    private readonly SqlStore _store;

    private SqlStorage(SqlStore store)
    {
        _store = store;
        Nodes = new SqlNodeLeases(store);
        Ledger = new SqlMailLedger(store);
        MailLog = new SqlMailLogStore(store);
        Queue = new SqlDeliveryQueue(store);
        Pace = new SqlPaceStore(store);
        Quotas = new SqlQuotaStore(store);
        Domains = new SqlDomainStore(store);
        Addresses = new SqlAddressStore(store);
        Templates = new SqlTemplateStore(store);
        Recipients = new SqlRecipientStore(store);
        Tasks = new SqlSendingTaskStore(store);
        Callbacks = new SqlCallbackStore(store);
        CallbackQueue = new SqlCallbackQueue(store);
        Blocklists = new SqlBlocklistStore(store);
        Statistics = new SqlStatisticsStore(store);
        Sites = new SqlSiteConditionStore(store);
        MtaStsPolicies = new SqlMtaStsPolicyStore(store);
        Secrets = new SqlSecretStore(store);
        Retention = new SqlRetentionStore(store);
    }

    /// <inheritdoc/>
    public INodeLeases Nodes { get; }

    /// <inheritdoc/>
    public IMailLedger Ledger { get; }

    /// <inheritdoc/>
    public IMailLogStore MailLog { get; }

    /// <inheritdoc/>
    public IDeliveryQueue Queue { get; }

    /// <inheritdoc/>
    public IPaceStore Pace { get; }

    /// <inheritdoc/>
    public IQuotaStore Quotas { get; }

    /// <inheritdoc/>
    public IDomainStore Domains { get; }

    /// <inheritdoc/>
    public IAddressStore Addresses { get; }

    /// <inheritdoc/>
    public ITemplateStore Templates { get; }

    /// <inheritdoc/>
    public IRecipientStore Recipients { get; }

    /// <inheritdoc/>
    public ISendingTaskStore Tasks { get; }

    /// <inheritdoc/>
    public ICallbackStore Callbacks { get; }

    /// <inheritdoc/>
    public ICallbackQueue CallbackQueue { get; }

    /// <inheritdoc/>
    public IBlocklistStore Blocklists { get; }

    /// <inheritdoc/>
    public IStatisticsStore Statistics { get; }

    /// <inheritdoc/>
    public ISiteConditionStore Sites { get; }

    /// <inheritdoc/>
    public IMtaStsPolicyStore MtaStsPolicies { get; }

    /// <inheritdoc/>
    public ISecretStore Secrets { get; }

    /// <inheritdoc/>
    public IRetentionStore Retention { get; }

    internal SqlStore Store => _store;

    /// <summary>A SQLite file. One process at a time runs the engine on it; others may accept mail for it.</summary>
    public static SqlStorage OfSqlite(SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.Path) || options.Path.Contains(":memory:", StringComparison.Ordinal))
            throw new SesException(SesErrorCode.NotConfigured, "Ses needs the path of a SQLite file: ses.UseSqlite(\"ses.db\"); for a store in memory, ses.UseInMemory().");
        return new(new SqliteStore(new(options)));
    }

    /// <summary>A PostgreSQL database, by a connection string.</summary>
    public static SqlStorage OfPostgreSql(string connectionString, PostgreSqlStorageOptions? options = null)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            // Prepared by the driver at their first use: the statements here are few and always the same.
            if (parts.MaxAutoPrepare == 0)
                (parts.MaxAutoPrepare, parts.AutoPrepareMinUsages) = (200, 1);
            // Nothing here outlives its transaction in a session but LISTEN, which ends itself: seven statements at each return to the pool would be for nothing.
            parts.NoResetOnClose = true;
            parts.Options = string.Join(' ', new[] { parts.Options, SessionSettings.ForAConnection }.Where(option => !string.IsNullOrEmpty(option)));
            return OfPostgreSql(NpgsqlDataSource.Create(parts), ownsSource: true, options);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new SesException(
                SesErrorCode.NotConfigured,
                $"That is not a connection string of PostgreSQL ({error.Message}): ses.UsePostgreSql(\"Host=localhost;Database=ses;Username=…;Password=…\").",
                innerException: error);
        }
    }

    /// <summary>A PostgreSQL database, by the host's own data source, which the host closes.</summary>
    public static SqlStorage OfPostgreSql(NpgsqlDataSource source, PostgreSqlStorageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return OfPostgreSql(source, ownsSource: false, options);
    }

    /// <summary>Closes the database; what waits is stored first.</summary>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => _store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static SqlStorage OfPostgreSql(NpgsqlDataSource source, bool ownsSource, PostgreSqlStorageOptions? options)
    {
        var chosen = options ?? new();
        if (!SchemaName().IsMatch(chosen.Schema))
            throw new SesException(SesErrorCode.NotConfigured, $"'{chosen.Schema}' is not a name for the schema: 1 to 63 of a-z 0-9 _, no digit first: ses.UsePostgreSql(\"…\", options => options.Schema = \"ses\").");
        return new(new PostgreSqlStore(source, ownsSource, chosen));
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex SchemaName();
}
