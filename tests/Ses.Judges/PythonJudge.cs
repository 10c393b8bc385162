using System.Diagnostics;

namespace Ses.Judges;

/// <summary>Runs scripts by Debian's Python, which has Debian's modules; another one first on the path has not.</summary>
public static class PythonJudge
{
    private const string Modules = "/usr/lib/python3/dist-packages";

    /// <summary>The program, when it has the modules.</summary>
    public static string Program(params ReadOnlySpan<string> modules)
    {
        foreach (var module in modules)
            RequiredProgram.FindFile($"the Python module {module}", Path.Combine(Modules, module, "__init__.py"));
        return RequiredProgram.FindFile("Debian's python3", "/usr/bin/python3");
    }

    /// <summary>A script beside the tests.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Scripts", name);

    /// <summary>Runs a script to its end and returns what it printed; fails the test where it ends with another code than 0.</summary>
    public static Task<string> RunAsync(string script, IReadOnlyList<string> modules, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        JudgeProcess.RunAsync(new ProcessStartInfo(Program([.. modules]), [Script(script), .. arguments]), cancellationToken: cancellationToken);
}
