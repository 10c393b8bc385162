using System.Globalization;

namespace Ses.Judges;

/// <summary>Python's <c>aiosmtpd</c> on a free port of loopback: takes all mail, and keeps each octet for octet in a file of its own.</summary>
public sealed class AioSmtpServer : IAsyncDisposable
{
    private readonly JudgeProcess _process;
    private readonly TemporaryFolder _folder;

    private AioSmtpServer(JudgeProcess process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The mails kept so far.</summary>
    public IReadOnlyList<string> Mails => [.. Directory.EnumerateFiles(_folder.Path, "*.eml").Order(StringComparer.Ordinal)];

    /// <summary>Starts one.</summary>
    /// <param name="eightBitMime">Whether it offers 8BITMIME; where not, it refuses octets above 127.</param>
    public static async Task<AioSmtpServer> StartAsync(bool eightBitMime = true)
    {
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        string[] arguments = [PythonJudge.Script("aiosmtpd_server.py"), port.ToString(CultureInfo.InvariantCulture), folder.Path, eightBitMime ? "8bit" : "7bit"];
        return new(await JudgeProcess.StartServerAsync(new(PythonJudge.Program("aiosmtpd"), arguments), port, folder), folder, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
