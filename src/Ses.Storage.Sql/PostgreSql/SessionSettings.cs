namespace Ses.Storage.Sql.PostgreSql;

/// <summary>
/// All statements here go by an index. The planner would prefer to read a table whole while it is small, and keep that plan while a day's partition grows by thousands
/// of rows a second, until its statistics are gathered; so that is forbidden, and so are the joins that read all of an index. A plan is made once for each connection and
/// for all values: by itself the server makes five and often goes on with one for each call, which cost as much as a tenth of the statements themselves. And a process that is frozen between two
/// statements would keep its locks, and with them its deliveries, from all others for as long as its connection lives: the server ends such a transaction after 10 seconds.
/// </summary>
internal static class SessionSettings
{
    /// <summary>For all of a connection: options of its start.</summary>
    public const string ForAConnection = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=10000";

    /// <summary>For one transaction, on connections that are the host's own.</summary>
    public const string ForATransaction =
        "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL idle_in_transaction_session_timeout = 10000";
}
