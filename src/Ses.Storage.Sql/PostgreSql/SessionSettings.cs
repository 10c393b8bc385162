namespace Ses.Storage.Sql.PostgreSql;

/// <summary>
/// All statements here go by an index. The planner would prefer to read a table whole while it is small, and keep that plan while a day's partition grows by thousands
/// of rows a second, until its statistics are gathered; so that is forbidden, and so are the joins that read all of an index. And a process that is frozen between two
/// statements would keep its locks, and with them its deliveries, from all others for as long as its connection lives: the server ends such a transaction after 10 seconds.
/// </summary>
internal static class SessionSettings
{
    /// <summary>For all of a connection: options of its start.</summary>
    public const string ForAConnection = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c idle_in_transaction_session_timeout=10000";

    /// <summary>For one transaction, on connections that are the host's own.</summary>
    public const string ForATransaction =
        "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL idle_in_transaction_session_timeout = 10000";
}
