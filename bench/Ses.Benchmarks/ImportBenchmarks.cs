using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Ses.Throughput.Mail;

namespace Ses.Benchmarks;

/// <summary>A CSV file of readers with 60 variables each into a group in memory; figures are for one row.</summary>
public class ImportBenchmarks
{
    private const int Rows = 5_000;

    private byte[] _file = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var file = new ReaderFile(Rows, 10);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        _file = copy.ToArray();
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public async Task<long> ImportCsv()
    {
        await using var provider = new ServiceCollection().AddSes(ses => ses.UseInMemory().UseUnlimited()).BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        var group = await client.Recipients.CreateAsync("readers", "readers");
        var report = await client.Recipients.ImportCsvAsync(group.Id, new MemoryStream(_file));
        return report.Valid == Rows ? report.Valid : throw new InvalidOperationException($"{report.Valid} rows were imported");
    }
}
