using System.Globalization;
using StorageBench;
using StorageBench.Databases;

// Speed of the SQL stores; see bench/storage.sh, which starts a PostgreSQL and this.
if (args is ["--write-csv", var path, var rows])
{
    Import.WriteFile(path, int.Parse(rows, CultureInfo.InvariantCulture));
    return 0;
}

var arguments = new Arguments(args);
var report = new Report();
Directory.CreateDirectory(arguments.Folder);
var databases = new List<BenchDatabase> { new SqliteBench(arguments.Folder) };
if (arguments.PostgreSql is { } connection)
    databases.Add(new PostgreSqlBench(connection, arguments.Server));
foreach (var database in databases)
{
    await using var closing = database;
    if (args.Contains("--no-sqlite") && database is SqliteBench)
        continue;
    if (arguments.Wants("cycle"))
        await new Cycle(database, arguments, report).RunAsync();
    if (arguments.Wants("import"))
        await new Import(database, arguments, report).RunAsync();
    if (arguments.Wants("claim"))
        await new Claiming(database, arguments, report).RunAsync();
    if (arguments.Wants("reports"))
        await new Reports(database, arguments, report).RunAsync();
}

report.Print();
return 0;
