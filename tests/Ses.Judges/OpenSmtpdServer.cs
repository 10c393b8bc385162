using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ses.Judges;

/// <summary>
/// OpenSMTPD from its unpacked package, on a free port of loopback, in a root folder of its own, since its paths and users are built in: takes all mail and keeps
/// it in its queue; or relays it, and writes bounces of its own for what it cannot deliver.
/// </summary>
public sealed class OpenSmtpdServer : IAsyncDisposable
{
    private readonly JudgeProcess _process;
    private readonly TemporaryFolder _folder;

    private OpenSmtpdServer(JudgeProcess process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Where it keeps what it has taken: each mail is a file <c>message</c>.</summary>
    public string Queue => _folder.File("var/spool/smtpd/queue");

    /// <summary>What it has logged so far.</summary>
    public string Log => _process.Output;

    /// <summary>Starts one.</summary>
    /// <param name="routes">To which port of loopback the mail of each domain goes; null to keep it all.</param>
    public static async Task<OpenSmtpdServer> StartAsync(IReadOnlyDictionary<string, int>? routes = null)
    {
        var program = RequiredProgram.FindUnpacked("opensmtpd", "usr/sbin/smtpd");
        RequiredProgram.NeedRoot("OpenSMTPD");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        await MakeRootAsync(folder, program);
        folder.Write("etc/smtpd.conf", Configuration(port, routes ?? new Dictionary<string, int> { ["any"] = 1 }));
        var start = new ProcessStartInfo("chroot", [folder.Path, "/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"]);
        return new(await JudgeProcess.StartServerAsync(start, port, folder), folder, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task MakeRootAsync(TemporaryFolder folder, string program)
    {
        foreach (var inner in new[] { "dev", "etc", "tmp", "usr/sbin", "usr/libexec", "var/spool/smtpd", "var/lib/opensmtpd/empty", "var/run", "var/mail" })
            Directory.CreateDirectory(folder.File(inner));
        await JudgeProcess.RunAsync(new("chmod", ["711", folder.File("var/spool/smtpd")]));
        File.Copy(program, folder.File("usr/sbin/smtpd"));
        File.Copy(Path.Combine(Path.GetDirectoryName(program)!, "smtpctl"), folder.File("usr/sbin/smtpctl"));
        foreach (Match library in Regex.Matches(await JudgeProcess.RunAsync(new("ldd", [program])), @"/\S+\.so\S*"))
        {
            Directory.CreateDirectory(folder.File(Path.GetDirectoryName(library.Value)![1..]));
            File.Copy(library.Value, folder.File(library.Value[1..]), overwrite: true);
        }

        await JudgeProcess.RunAsync(new("mknod", ["-m", "666", folder.File("dev/null"), "c", "1", "3"]));
        await JudgeProcess.RunAsync(new("mknod", ["-m", "666", folder.File("dev/urandom"), "c", "1", "9"]));
        folder.Write("etc/mailname", "opensmtpd.test\n");
        folder.Write("etc/passwd", "root:x:0:0::/:/bin/false\nopensmtpd:x:991:991::/var/lib/opensmtpd/empty:/bin/false\nopensmtpq:x:992:992::/var/lib/opensmtpd/empty:/bin/false\n");
        folder.Write("etc/group", "root:x:0:\nopensmtpd:x:991:\nopensmtpq:x:992:\n");
    }

    // Nobody listens on port 1: what goes there stays in the queue.
    private static string Configuration(int port, IReadOnlyDictionary<string, int> routes) => string.Create(CultureInfo.InvariantCulture, $"""
        listen on 127.0.0.1 port {port}
        {string.Concat(routes.Select(route => string.Create(CultureInfo.InvariantCulture, $"action \"{route.Key}\" relay host smtp://127.0.0.1:{route.Value}\n")))}
        {string.Concat(routes.Keys.Select(domain => $"match from any for {(domain == "any" ? "any" : $"domain \"{domain}\"")} action \"{domain}\"\n"))}

        """);
}
