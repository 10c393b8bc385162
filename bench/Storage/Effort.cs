using System.Diagnostics;
using System.Globalization;

namespace StorageBench;

/// <summary>Time on the clock, and on the processors: of this process, and of the database's server where there is one.</summary>
internal readonly record struct Effort(TimeSpan Wall, TimeSpan Processor)
{
    public static Effort operator +(Effort left, Effort right) => new(left.Wall + right.Wall, left.Processor + right.Processor);

    /// <summary>What some work costs.</summary>
    /// <param name="server">The server's first process; null for none.</param>
    /// <param name="work">The work.</param>
    public static async Task<Effort> OfAsync(int? server, Func<Task> work)
    {
        var (processor, started) = (ProcessorTime(server), Stopwatch.GetTimestamp());
        await work();
        return new(Stopwatch.GetElapsedTime(started), ProcessorTime(server) - processor);
    }

    // Programs that this process has started and awaited are its own time.
    private static TimeSpan ProcessorTime(int? server) => Environment.CpuUsage.TotalTime + ChildrenTime("/proc/self") + (server is { } root ? ServerTime(root) : default);

    private static TimeSpan ChildrenTime(string folder) => Stat(folder) is { } fields ? TimeSpan.FromMilliseconds((Number(fields[13]) + Number(fields[14])) * 10) : default;

    // Of the first process itself, of its children that have ended, and of those that live.
    private static TimeSpan ServerTime(int root)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)))
        {
            if (Stat(folder) is not { } fields)
                continue;
            var isRoot = Path.GetFileName(folder) == root.ToString(CultureInfo.InvariantCulture);
            if (isRoot || fields[1] == root.ToString(CultureInfo.InvariantCulture))
                ticks += Number(fields[11]) + Number(fields[12]) + (isRoot ? Number(fields[13]) + Number(fields[14]) : 0);
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    private static string[]? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(folder + "/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
