using System.Diagnostics;
using Ses.Judges;

namespace Ses.Tests.QuickStart;

/// <summary>The program in a folder of its own, since its database stands beside it.</summary>
internal sealed class ProgramCopy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ProgramCopy()
    {
        foreach (var file in Directory.EnumerateFiles(Built, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith("quickstart.db", StringComparison.Ordinal)))
        {
            var copy = _folder.File(Path.GetRelativePath(Built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // The samples are built in the configuration that the tests are built in.
    public static string Built => Path.Combine(RequiredProgram.Root, "artifacts", "bin", "QuickStart", new DirectoryInfo(AppContext.BaseDirectory).Name);

    public string Write(string name, string content) => _folder.Write(name, content);

    public JudgeProcess Start(params IEnumerable<string> arguments) => JudgeProcess.Start(new ProcessStartInfo("dotnet", [_folder.File("QuickStart.dll"), .. arguments]));

    public void Dispose() => _folder.Dispose();
}
