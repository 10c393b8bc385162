using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Ses.Throughput;

/// <summary>What this process has used up so far.</summary>
internal readonly record struct Figures(TimeSpan Cpu, long Allocated, long PeakMemory)
{
    public static Figures Now()
    {
        using var process = Process.GetCurrentProcess();
        return new(process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), process.PeakWorkingSet64);
    }

    /// <summary>CPU (µs), allocated octets, peak memory (octets), parted by tabs: for scripts.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cpu.TotalMicroseconds:F0}\t{Allocated}\t{PeakMemory}");

    /// <summary>The CPU time of one RSA-2048 signature, with all cores at it as in the run itself: cores that share a unit make each other slower.</summary>
    public static double SignatureMicroseconds()
    {
        using var key = RSA.Create(2048);
        var header = new byte[700];
        long signatures = 0;
        Sign(TimeSpan.FromMilliseconds(100));
        signatures = 0;
        var before = Environment.CpuUsage.TotalTime;
        Sign(TimeSpan.FromMilliseconds(600));
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / signatures;

        void Sign(TimeSpan time) => Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            Span<byte> signature = stackalloc byte[256];
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < time)
            {
                key.SignData(header, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                Interlocked.Increment(ref signatures);
            }
        });
    }
}
