using System.Diagnostics;
using System.Runtime.InteropServices;
using Ses.Judges;

namespace Ses.Smtp.Tests.Peers;

/// <summary>Exim from its unpacked package: it takes mail and keeps it in its queue. The user that its package would make is lent to it by nss_wrapper.</summary>
internal sealed class Exim : IMailPeer
{
    private readonly TemporaryFolder _folder;
    private readonly JudgeProcess _process;

    private Exim(TemporaryFolder folder, JudgeProcess process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public IReadOnlyList<string> Mails => MailPeer.Read(_folder.File("spool/input"), "*-D");

    public static async Task<IMailPeer> StartAsync()
    {
        var program = RequiredProgram.FindUnpacked("exim4-daemon-light", "usr/sbin/exim4");
        var triplet = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        var wrapper = RequiredProgram.FindUnpacked("libnss-wrapper", $"usr/lib/{triplet}/libnss_wrapper.so");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        Directory.CreateDirectory(folder.File("log"));
        var users = folder.Write("passwd", await File.ReadAllTextAsync("/etc/passwd") + "Debian-exim:x:990:990::/:/bin/false\n");
        var groups = folder.Write("group", await File.ReadAllTextAsync("/etc/group") + "Debian-exim:x:990:\n");
        var config = folder.Write("exim.conf", $"""
            exim_user = root
            exim_group = root
            primary_hostname = exim.test
            spool_directory = {folder.File("spool")}
            log_file_path = {folder.File("log/%slog")}
            daemon_smtp_ports = {port}
            local_interfaces = 127.0.0.1
            queue_only
            smtp_accept_max = 100
            smtp_accept_max_per_connection = 0
            smtp_accept_queue_per_connection = 0
            tls_advertise_hosts =
            chunking_advertise_hosts = *
            smtputf8_advertise_hosts = *
            acl_smtp_rcpt = accept
            acl_smtp_data = accept
            begin routers
            begin transports
            """);
        var start = new ProcessStartInfo(program, ["-C", config, "-bdf"]);
        (start.Environment["LD_PRELOAD"], start.Environment["NSS_WRAPPER_PASSWD"], start.Environment["NSS_WRAPPER_GROUP"]) = (wrapper, users, groups);
        var process = JudgeProcess.Start(start);
        await process.WaitForPortAsync(port);
        return new Exim(folder, process, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
