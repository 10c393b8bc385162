using System.Text;

namespace Ses.Judges;

/// <summary>OpenDKIM, verifying files against keys from a file: no DNS, no milter, and no clock, since a test's may be ahead of the system's.</summary>
public static class OpenDkim
{
    /// <summary>Verifies mails; returns what it says, a line a mail.</summary>
    /// <param name="mails">Files with CRLF line ends.</param>
    /// <param name="keys">Records by name, such as <c>s._domainkey.example.com</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<IReadOnlyList<string>> VerifyAsync(IReadOnlyList<string> mails, IReadOnlyDictionary<string, string> keys, CancellationToken cancellationToken)
    {
        var opendkim = RequiredProgram.Find("opendkim");
        using var folder = new TemporaryFolder();
        var records = new StringBuilder();
        foreach (var (name, record) in keys)
            records.Append(name).Append(' ').Append(record).Append('\n');
        var configuration = folder.Write("opendkim.conf", $"Mode v\nSyslog no\nClockDrift 1000000000\nTestPublicKeys {folder.Write("keys", records.ToString())}\n");
        var output = await JudgeProcess.RunAsync(new(opendkim, ["-x", configuration, "-v", "-t", string.Join(',', mails)]), cancellationToken: cancellationToken);
        return [.. output.Split('\n').Where(line => line.Contains("verification", StringComparison.Ordinal))];
    }
}
