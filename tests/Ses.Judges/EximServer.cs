using System.Diagnostics;
using System.Globalization;

namespace Ses.Judges;

/// <summary>Exim, unpacked, on a free port of loopback: takes all mail and keeps it in its queue, which a test can count.</summary>
public sealed class EximServer : IAsyncDisposable
{
    // Exim does not run as root; nobody else on the machine has this number, and libnss-wrapper gives it the name that Debian built it for.
    private const string User = "64999";

    private readonly JudgeProcess _process;
    private readonly TemporaryFolder _folder;

    private EximServer(JudgeProcess process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The bodies of the mails it has taken so far.</summary>
    public IReadOnlyList<string> Bodies => Queued("-H").Count == 0 ? [] : [.. Queued("-H").Select(header => File.ReadAllText(header[..^2] + "-D"))];

    /// <summary>Starts one.</summary>
    public static async Task<EximServer> StartAsync()
    {
        var exim = RequiredProgram.FindUnpacked("exim4-daemon-light", "usr/sbin/exim4");
        var wrapper = RequiredProgram.FindFile("libnss-wrapper", "/usr/lib/x86_64-linux-gnu/libnss_wrapper.so", "/usr/lib/aarch64-linux-gnu/libnss_wrapper.so");
        RequiredProgram.NeedRoot("Exim");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        Directory.CreateDirectory(folder.File("spool"));
        var start = new ProcessStartInfo(exim, ["-C", folder.Write("exim.conf", Configuration(folder.Path, port)), "-bdf"]);
        start.Environment["LD_PRELOAD"] = wrapper;
        start.Environment["NSS_WRAPPER_PASSWD"] = folder.Write("passwd", $"root:x:0:0:root:/root:/bin/sh\nDebian-exim:x:{User}:{User}:exim:/tmp:/bin/sh\nmail:x:8:8:mail:/tmp:/bin/sh\n");
        start.Environment["NSS_WRAPPER_GROUP"] = folder.Write("group", $"root:x:0:\nDebian-exim:x:{User}:\nmail:x:8:\n");
        await JudgeProcess.RunAsync(new("chown", [User, folder.Path, folder.File("spool")]));
        var process = JudgeProcess.Start(start);
        try
        {
            await process.WaitForPortAsync(port);
        }
        catch
        {
            await process.DisposeAsync();
            folder.Dispose();
            throw;
        }

        return new(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private List<string> Queued(string ending)
    {
        var input = _folder.File("spool/input");
        return Directory.Exists(input) ? [.. Directory.EnumerateFiles(input, $"*{ending}").Order(StringComparer.Ordinal)] : [];
    }

    private static string Configuration(string folder, int port) => string.Create(CultureInfo.InvariantCulture, $"""
        primary_hostname = exim.judge.example
        spool_directory = {folder}/spool
        log_file_path = {folder}/log_%s
        pid_file_path = {folder}/pid
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = {port}
        acl_smtp_rcpt = accept
        acl_smtp_data = accept
        host_lookup =
        rfc1413_query_timeout = 0s
        tls_advertise_hosts =
        keep_environment =
        queue_only = true

        """);
}
