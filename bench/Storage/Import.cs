using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ses;
using Ses.Recipients;
using StorageBench.Databases;

namespace StorageBench;

/// <summary>
/// A CSV file of 1,000,000 rows with five variables through the public client, against <c>sqlite3 .import</c> of the same file into a table whose address column
/// is unique. Every twentieth address stands in the file twice; the tool ignores those, we report them.
/// </summary>
internal sealed class Import(BenchDatabase database, Arguments arguments, Report report)
{
    private readonly int _rows = arguments.Number("--csv-rows", 1_000_000, 100_000);
    private readonly string _csv = Path.Combine(arguments.Folder, "recipients.csv");

    public async Task RunAsync()
    {
        // In a process of its own: what it leaves behind in memory is not the import's.
        using (var writer = Process.Start(Environment.ProcessPath!, ["--write-csv", _csv, _rows.ToString(CultureInfo.InvariantCulture)]))
            await writer.WaitForExitAsync();
        var tool = await RunToolAsync();
        GC.Collect();
        using var memory = new Memory();
        var own = await ImportAsync();
        report.Add($"{database.Name}_import_rate", _rows / own.Wall.TotalSeconds, "row/s");
        report.Add($"{database.Name}_import_cpu", own.Processor.TotalMicroseconds / _rows, "us/row");
        report.Add("sqlite3_import_rate", _rows / tool.Wall.TotalSeconds, "row/s");
        report.Add("sqlite3_import_cpu", tool.Processor.TotalMicroseconds / _rows, "us/row");
        report.AtLeast($"{database.Name}_import_vs_sqlite3", tool.Wall / own.Wall, "ratio", 1 / 3.0);
        report.AtLeast($"{database.Name}_import_vs_sqlite3_cpu", tool.Processor / own.Processor, "ratio", 1 / 3.0);
        report.AtMost($"{database.Name}_import_peak", memory.StopAndTellPeak() / 1e6, "MB", 150);
    }

    private async Task<Effort> ImportAsync()
    {
        var store = database.Open("import");
        await using var services = new ServiceCollection()
            .AddSes(ses => ses.UseStorage(_ => store).UseUnlimited())
            .BuildServiceProvider();
        var client = services.GetRequiredService<ISesClient>();
        var group = await client.Recipients.CreateAsync("readers", "All readers");
        await using var csv = File.OpenRead(_csv);
        ImportReport? told = null;
        var effort = await database.MeasureAsync(async () => told = await client.Recipients.ImportCsvAsync(group.Id, csv, new() { ImportKey = "bench", MaxRows = _rows }));
        if (told!.Total != _rows || told.Valid + told.Duplicate != _rows || told.Duplicate == 0)
            throw new InvalidOperationException($"of {_rows} rows, {told.Total} were read, {told.Valid} are recipients, {told.Duplicate} are repeated");
        return effort;
    }

    public static void WriteFile(string path, int rows)
    {
        var random = new Random(11);
        using var file = new StreamWriter(path, false, new UTF8Encoding(false));
        file.WriteLine("email,name,city,plan,points,since");
        var before = "";
        for (var i = 0; i < rows; i++)
        {
            var address = i % 20 == 19 ? before : string.Create(CultureInfo.InvariantCulture, $"reader.{random.NextInt64():x}@mail{random.Next(2_000)}.example");
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{address},Reader {i},\"Shenzhen, Nanshan\",gold,{random.Next(100_000)},2024-0{1 + (i % 9)}-17"));
            before = address;
        }
    }

    private async Task<Effort> RunToolAsync()
    {
        var target = Path.Combine(arguments.Folder, "tool.db");
        File.Delete(target);
        return await Effort.OfAsync(null, async () =>
        {
            using var process = Process.Start(new ProcessStartInfo("sqlite3", [target]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.StandardInput.WriteAsync($"""
                PRAGMA journal_mode = WAL;
                CREATE TABLE members (email TEXT NOT NULL UNIQUE ON CONFLICT IGNORE, name TEXT, city TEXT, plan TEXT, points TEXT, since TEXT);
                .import --csv --skip 1 "{_csv}" members
                """ + "\n");
            process.StandardInput.Close();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
        });
    }

    /// <summary>The most memory that this process has while it runs.</summary>
    private sealed class Memory : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        public Memory() => _timer = new(_ => _peak = Math.Max(_peak, Environment.WorkingSet), null, 0, 20);

        public long StopAndTellPeak()
        {
            _timer.Dispose();
            return _peak;
        }

        public void Dispose() => _timer.Dispose();
    }
}
