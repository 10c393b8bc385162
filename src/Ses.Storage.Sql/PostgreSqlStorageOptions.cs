namespace Ses.Storage.Sql;

/// <summary>How a PostgreSQL database is used.</summary>
public sealed class PostgreSqlStorageOptions
{
    /// <summary>The schema in which the tables stand; <c>ses</c> by default. 1 to 63 of <c>a-z 0-9 _</c>.</summary>
    public string Schema { get; set; } = "ses";

    /// <summary>True, the default: leases are kept by the server's clock, so that nodes whose clocks differ agree. False: by the clock of the node that asks.</summary>
    public bool UseServerClock { get; set; } = true;

    /// <summary>True, the default: a node that accepts mail wakes the others by NOTIFY. False: they find it by their poll, within a second.</summary>
    public bool WakeOtherNodes { get; set; } = true;
}
