using System.Globalization;

namespace StorageBench;

/// <summary>What the command line says. Sizes are the by default, a tenth or less with <c>--quick</c>.</summary>
internal sealed class Arguments(string[] args)
{
    public bool IsQuick => args.Contains("--quick");

    public string? PostgreSql => Text("--postgres");

    public int Server => Number("--server", 0, 0);

    public string Folder => Text("--folder") ?? Path.Combine(Path.GetTempPath(), "ses-storage-bench");

    /// <summary>True where this part is to be measured: all of them where none is named.</summary>
    public bool Wants(string part) => !Parts.Any(args.Contains) || args.Contains(part);

    public int Number(string name, int usual, int quick) => Text(name) is { } text ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : IsQuick ? quick : usual;

    public static readonly string[] Parts = ["cycle", "import", "claim", "reports"];

    private string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
