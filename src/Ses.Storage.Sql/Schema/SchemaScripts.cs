using System.Text;
using DbUp.Engine;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Schema;

/// <summary>The scripts that make the tables, written once for both databases.</summary>
internal static class SchemaScripts
{
    private const string Folder = "Ses.Storage.Sql.Schema.";

    /// <summary>Their names, in their order: <c>0001-initial</c>, …</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(SchemaScripts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".sql".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The scripts in a database's words.</summary>
    public static IReadOnlyList<SqlScript> For(Dialect dialect) => [.. Names.Select(name => new SqlScript(name, Render(name, dialect)))];

    /// <summary>One script in a database's words.</summary>
    public static string Render(string name, Dialect dialect)
    {
        using var stream = typeof(SchemaScripts).Assembly.GetManifestResourceStream(Folder + name + ".sql")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = new StringBuilder(reader.ReadToEnd());
        foreach (var (token, words) in dialect.SchemaWords)
            text.Replace("{" + token + "}", words);
        text.Replace("{counters}", string.Join(",\n    ", CounterColumns.All.Select(column => $"{column.Name} {dialect.SchemaWords["long"]} NOT NULL")));
        return dialect.Render(text.ToString(), null, null);
    }
}
