using System.Diagnostics;
using System.Globalization;

namespace Ses.Judges;

/// <summary>Exim, unpacked, on a free port of loopback: takes all mail and keeps it in its queue, which a test can count; or relays it, and writes bounces of its own for what it cannot deliver.</summary>
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

    /// <summary>What it has logged so far.</summary>
    public string Log => File.Exists(_folder.File("log_main")) ? File.ReadAllText(_folder.File("log_main")) : "";

    /// <summary>Starts one.</summary>
    /// <param name="routes">To which port of loopback the mail of each domain goes; null to keep it all.</param>
    public static async Task<EximServer> StartAsync(IReadOnlyDictionary<string, int>? routes = null)
    {
        var exim = RequiredProgram.FindUnpacked("exim4-daemon-light", "usr/sbin/exim4");
        var wrapper = RequiredProgram.FindFile("libnss-wrapper", "/usr/lib/x86_64-linux-gnu/libnss_wrapper.so", "/usr/lib/aarch64-linux-gnu/libnss_wrapper.so");
        RequiredProgram.NeedRoot("Exim");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        Directory.CreateDirectory(folder.File("spool"));
        // A copy loses the bit that makes it root's whoever starts it; with that, the users would not be lent to it when it starts itself for a delivery.
        File.Copy(exim, folder.File("exim4"));
        var configuration = folder.Write("exim.conf", Configuration(folder.Path, port) + (routes is null ? "queue_only = true\n" : Relay(routes)));
        var start = new ProcessStartInfo(folder.File("exim4"), ["-C", configuration, "-bdf"]);
        start.Environment["LD_PRELOAD"] = wrapper;
        start.Environment["NSS_WRAPPER_PASSWD"] = folder.Write("passwd", $"root:x:0:0:root:/root:/bin/sh\nDebian-exim:x:{User}:{User}:exim:/tmp:/bin/sh\nmail:x:8:8:mail:/tmp:/bin/sh\n");
        start.Environment["NSS_WRAPPER_GROUP"] = folder.Write("group", $"root:x:0:\nDebian-exim:x:{User}:\nmail:x:8:\n");
        await JudgeProcess.RunAsync(new("chown", [User, folder.Path, folder.File("spool")]));
        return new(await JudgeProcess.StartServerAsync(start, port, folder), folder, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private List<string> Queued(string ending)
    {
        var input = _folder.File("spool/input");
        return Directory.Exists(input) ? [.. Directory.EnumerateFiles(input, $"*{ending}").Order(StringComparer.Ordinal)] : [];
    }

    private static string Configuration(string folder, int port) => string.Create(CultureInfo.InvariantCulture, $"""
        exim_path = {folder}/exim4
        deliver_drop_privilege = true
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
        keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP

        """);

    private static string Relay(IReadOnlyDictionary<string, int> routes) => $"""
        begin routers
        {string.Concat(routes.Keys.Select((domain, i) => $"r{i}:\n  driver = manualroute\n  domains = {domain}\n  route_list = * 127.0.0.1\n  self = send\n  transport = t{i}\n"))}
        begin transports
        {string.Concat(routes.Values.Select((port, i) => string.Create(CultureInfo.InvariantCulture, $"t{i}:\n  driver = smtp\n  port = {port}\n  allow_localhost\n  hosts_avoid_tls = *\n")))}

        """;
}
