using System.Globalization;

namespace StorageBench;

/// <summary>What was measured: told as it comes, and at the end as lines of name, value and unit.</summary>
internal sealed class Report
{
    private readonly List<(string Name, double Value, string Unit, double? Wanted, bool AtMost)> _lines = [];

    /// <summary>A figure that nobody asked a limit of.</summary>
    public void Add(string name, double value, string unit) => Add(name, value, unit, null, false);

    public void AtLeast(string name, double value, string unit, double wanted) => Add(name, value, unit, wanted, false);

    public void AtMost(string name, double value, string unit, double wanted) => Add(name, value, unit, wanted, true);

    /// <summary>The table, then the plain lines.</summary>
    public void Print()
    {
        var width = _lines.Max(line => line.Name.Length);
        Console.WriteLine();
        foreach (var (name, value, unit, wanted, atMost) in _lines)
        {
            var verdict = wanted is not { } limit ? "" : $"{(atMost ? "at most" : "at least")} {Text(limit)}: {((atMost ? value <= limit : value >= limit) ? "reached" : "MISSED")}";
            Console.WriteLine($"{name.PadRight(width)}  {Text(value),12} {unit,-10}  {verdict}".TrimEnd());
        }

        Console.WriteLine();
        foreach (var (name, value, unit, _, _) in _lines)
            Console.WriteLine($"{name}\t{Text(value)}\t{unit}");
    }

    private void Add(string name, double value, string unit, double? wanted, bool atMost)
    {
        _lines.Add((name, value, unit, wanted, atMost));
        Console.Error.WriteLine($"  {name} = {Text(value)} {unit}");
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "F0" : "F3", CultureInfo.InvariantCulture);
}
