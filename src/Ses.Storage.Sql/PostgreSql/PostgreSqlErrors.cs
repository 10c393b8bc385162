using System.Net.Sockets;
using Npgsql;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>What PostgreSQL's error codes mean to the one who runs the host.</summary>
internal static class PostgreSqlErrors
{
    // Npgsql has no name for it.
    private const string IdleInTransactionSessionTimeout = "25P03";

    // What a new connection is told where the disk is full: it leaves a file there for those that come behind it. Texts of the server's internal errors are not translated.
    private const string NoRoomForInitFile = "could not write init file";

    /// <summary>The transaction may be carried out again from its beginning, and was rolled back.</summary>
    public static bool MayRepeat(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>The connection is gone. One from the pool may have been for hours, since the server was started again: that shows with its first use only.</summary>
    public static bool IsConnectionLost(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        or NpgsqlException { InnerException: IOException or SocketException };

    public static SesException Explain(Exception error, string server, string schema) => error switch
    {
        SesException known => known,
        PostgresException postgres => Explain(postgres, server, schema),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            Transient($"PostgreSQL at {server} did not answer in time: nothing new is accepted and nothing is sent until it does.", error),
        NpgsqlException { InnerException: SocketException or IOException or null } or SocketException or IOException =>
            Transient($"PostgreSQL at {server} cannot be reached ({Reason(error)}): start it, or mend the host and port of ses.UsePostgreSql(\"Host=…;Port=…\"); mail waits until then.", error),
        ObjectDisposedException => Transient($"The connections to PostgreSQL at {server} were closed.", error),
        NpgsqlException => new(SesErrorCode.StorageFailed, $"PostgreSQL at {server} failed: {Reason(error)}", isTransient: ((NpgsqlException)error).IsTransient, error),
        _ => Lasting($"A statement for PostgreSQL at {server} failed: {error.Message}", error),
    };

    private static SesException Explain(PostgresException error, string server, string schema) => error.SqlState switch
    {
        PostgresErrorCodes.InternalError when error.MessageText == NoRoomForInitFile => Full(error, server),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            Lasting($"PostgreSQL at {server} refuses the login ({error.MessageText}): mend Username and Password of ses.UsePostgreSql(\"…\").", error),
        PostgresErrorCodes.InvalidCatalogName =>
            Lasting($"PostgreSQL at {server} has no such database ({error.MessageText}): create it, or mend Database of ses.UsePostgreSql(\"…\").", error),
        PostgresErrorCodes.InsufficientPrivilege =>
            Lasting($"The login at {server} lacks a right ({error.MessageText}): GRANT CREATE ON DATABASE … for the first start, and all rights in the schema {schema}.", error),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            Lasting($"PostgreSQL at {server} is read-only, such as a replica: connect to the primary, ses.UsePostgreSql(\"…;Target Session Attributes=primary\").", error),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
            Lasting($"The schema {schema} at {server} lacks something of Ses ({error.MessageText}): it was changed by something else; restore it from a backup.", error),
        PostgresErrorCodes.DiskFull => Full(error, server),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            Transient($"PostgreSQL at {server} is stopping or starting: mail waits until it is there again.", error),
        IdleInTransactionSessionTimeout =>
            Transient($"PostgreSQL at {server} ended a transaction of this process, which had stood still for 10 seconds: nothing of it is stored, and it may be repeated.", error),
        _ => new(SesErrorCode.StorageFailed, $"PostgreSQL at {server} refused a statement: {error.MessageText} ({error.SqlState})", error.IsTransient || MayRepeat(error), error),
    };

    private static SesException Full(Exception error, string server) =>
        Transient($"The disk of PostgreSQL at {server} is full: free some space; what was accepted is safe, and what could not be stored was not accepted.", error);

    private static string Reason(Exception error) => (error.InnerException ?? error).Message;

    private static SesException Transient(string message, Exception error) => new(SesErrorCode.StorageFailed, message, isTransient: true, error);

    private static SesException Lasting(string message, Exception error) => new(SesErrorCode.StorageFailed, message, isTransient: false, error);
}
