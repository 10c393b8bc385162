using Ses;

namespace QuickStart;

/// <summary>Where everything is kept: started again after an abort, the program goes on from there.</summary>
internal static class Store
{
    private static string File => Path.Combine(AppContext.BaseDirectory, "quickstart.db");

    public static SesBuilder UseStore(this SesBuilder ses, Arguments arguments) =>
        arguments.Postgres is { } connection ? ses.UsePostgreSql(connection)
        : arguments.IsInMemory ? ses.UseInMemory()
        : ses.UseSqlite(File);

    public static string Describe(Arguments arguments) =>
        arguments.Postgres is not null ? "PostgreSQL, schema ses"
        : arguments.IsInMemory ? "in memory, gone with this program"
        : $"SQLite, {Path.GetRelativePath(Environment.CurrentDirectory, File)} (delete it to begin anew)";
}
