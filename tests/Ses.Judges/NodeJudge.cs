using System.Diagnostics;

namespace Ses.Judges;

/// <summary>Runs scripts by Node.js with the packages that <c>eng/install.sh</c> got from npm.</summary>
public static class NodeJudge
{
    /// <summary>Runs a script to its end and returns what it printed; fails the test where it ends with another code than 0.</summary>
    public static Task<string> RunAsync(string script, string package, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(RequiredProgram.Find("node"), [PythonJudge.Script(script), .. arguments]);
        start.Environment["NODE_PATH"] = Path.Combine(RequiredProgram.NpmFolder(package), "node_modules");
        return JudgeProcess.RunAsync(start, cancellationToken: cancellationToken);
    }
}
