using System.Runtime.CompilerServices;

namespace Ses.House.Tests;

/// <summary>Compares a text with the approved one beside the tests. <c>SES_APPROVE=1 dotnet test --project tests/Ses.House.Tests</c> approves what it is now; the diff is reviewed like code.</summary>
internal static class Approve
{
    public static void Text(string name, string text, [CallerFilePath] string caller = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(caller)!, "Approved");
        var approved = Path.Combine(folder, $"{name}.approved.txt");
        var actual = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("SES_APPROVE") == "1")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(approved, actual);
            return;
        }

        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (expected == actual)
            return;
        File.WriteAllText(Path.Combine(folder, $"{name}.received.txt"), actual);
        Assert.Fail($"{name} is not as approved; look at Approved/{name}.received.txt, and if it is meant: SES_APPROVE=1 dotnet test --project tests/Ses.House.Tests\n{Difference(expected, actual)}");
    }

    private static string Difference(string expected, string actual)
    {
        var before = expected.Split('\n').ToHashSet();
        var after = actual.Split('\n').ToHashSet();
        var lines = before.Except(after).Select(line => $"- {line}").Concat(after.Except(before).Select(line => $"+ {line}"));
        return string.Join('\n', lines.Take(40));
    }
}
