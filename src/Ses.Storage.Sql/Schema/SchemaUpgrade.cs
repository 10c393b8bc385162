using DbUp.Builder;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Schema;

/// <summary>Brings a database to the schema that this code knows. The caller holds a lock, so that of several nodes that start at once one does it.</summary>
internal static class SchemaUpgrade
{

    /// <summary>True where the database is as this code wants it. Throws where it belongs to someone else, or to a later version.</summary>
    public static bool IsCurrent(IReadOnlyList<string>? journal, bool hasTables, string database)
    {
        if (journal is null && hasTables)
        {
            throw new SesException(
                SesErrorCode.StorageFailed,
                $"{database} has tables of another program under the names that Ses uses: choose another file or schema, ses.UseSqlite(\"…\") or ses.UsePostgreSql(\"…\", options => options.Schema = \"…\").");
        }

        var unknown = (journal ?? []).Except(SchemaScripts.Names).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new SesException(
                SesErrorCode.StorageFailed,
                $"{database} was made by a later version of Ses (it has {string.Join(", ", unknown)}, this version knows {SchemaScripts.Names[^1]}): update the package Ses.Storage.Sql in this process.");
        }

        return journal is not null && SchemaScripts.Names.All(journal.Contains);
    }

    /// <summary>Runs what has not run yet, all of it or nothing.</summary>
    public static void Run(UpgradeEngineBuilder builder, Dialect dialect)
    {
        var engine = builder.WithScripts(SchemaScripts.For(dialect)).WithTransaction().WithVariablesDisabled().LogToNowhere().Build();
        var result = engine.PerformUpgrade();
        if (!result.Successful)
            throw result.Error;
    }
}
