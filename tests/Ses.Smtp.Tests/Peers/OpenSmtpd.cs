using System.Diagnostics;
using System.Text.RegularExpressions;
using Ses.Judges;

namespace Ses.Smtp.Tests.Peers;

/// <summary>OpenSMTPD from its unpacked package, in a root folder of its own, since its paths and users are built in. It takes mail and keeps it in its queue.</summary>
internal sealed class OpenSmtpd : IMailPeer
{
    private readonly TemporaryFolder _folder;
    private readonly JudgeProcess _process;

    private OpenSmtpd(TemporaryFolder folder, JudgeProcess process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public IReadOnlyList<string> Mails => MailPeer.Read(_folder.File("var/spool/smtpd/queue"), "message");

    public static async Task<IMailPeer> StartAsync()
    {
        var program = RequiredProgram.FindUnpacked("opensmtpd", "usr/sbin/smtpd");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        foreach (var inner in new[] { "dev", "etc", "tmp", "usr/sbin", "usr/libexec", "var/spool/smtpd", "var/lib/opensmtpd/empty", "var/run", "var/mail" })
            Directory.CreateDirectory(folder.File(inner));
        File.SetUnixFileMode(folder.File("var/spool/smtpd"), (UnixFileMode)0b111_001_001);
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
        folder.Write("etc/smtpd.conf", $"""
            listen on 127.0.0.1 port {port}
            action "keep" relay host smtp://127.0.0.1:1
            match from any for any action "keep"

            """);
        var process = JudgeProcess.Start(new ProcessStartInfo("chroot", [folder.Path, "/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"]));
        await process.WaitForPortAsync(port);
        return new OpenSmtpd(folder, process, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
