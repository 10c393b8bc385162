using System.Diagnostics;
using Ses.Judges;

namespace Ses.Smtp.Tests.Peers;

/// <summary>Postfix with a queue and a configuration of its own; strict about bare line ends. It takes mail and holds it, each in a mailbox file.</summary>
internal sealed class Postfix : IMailPeer
{
    private readonly TemporaryFolder _folder;
    private readonly JudgeProcess _process;

    private Postfix(TemporaryFolder folder, JudgeProcess process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public IReadOnlyList<string> Mails => MailPeer.Read(_folder.File("mail/box/new"), "*");

    public static async Task<IMailPeer> StartAsync()
    {
        var program = RequiredProgram.Find("postfix");
        var daemons = Path.GetDirectoryName(RequiredProgram.Find("smtpd"))!;
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        foreach (var inner in new[] { "queue", "data", "conf", "mail" })
            Directory.CreateDirectory(folder.File(inner));
        await JudgeProcess.RunAsync(new("chown", ["postfix", folder.File("data"), folder.File("mail")]));
        var user = (await JudgeProcess.RunAsync(new("id", ["-u", "postfix"]))).Trim();
        folder.Write("conf/main.cf", $"""
            compatibility_level = 3.6
            queue_directory = {folder.File("queue")}
            data_directory = {folder.File("data")}
            daemon_directory = {daemons}
            command_directory = /usr/sbin
            myhostname = postfix.test
            mydestination =
            mynetworks =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            alias_maps =
            alias_database =
            maillog_file = /dev/stdout
            maillog_file_prefixes = /dev
            smtpd_recipient_restrictions = permit_auth_destination, reject
            smtpd_relay_restrictions = permit_auth_destination, reject
            smtpd_forbid_bare_newline = yes
            smtpd_forbid_bare_newline_exclusions =
            smtpd_client_connection_count_limit = 0
            smtputf8_enable = yes
            virtual_mailbox_domains = site.test
            virtual_mailbox_maps = static:box/
            virtual_mailbox_base = {folder.File("mail")}
            virtual_minimum_uid = 1
            virtual_uid_maps = static:{user}
            virtual_gid_maps = static:{user}
            virtual_transport = virtual

            """);
        folder.Write("conf/master.cf", $"""
            127.0.0.1:{port} inet n - n - 100 smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            virtual unix - n n - - virtual
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            postlog unix-dgram n - n - 1 postlogd

            """);
        var process = JudgeProcess.Start(new ProcessStartInfo(program, ["-c", folder.File("conf"), "start-fg"]));
        await process.WaitForPortAsync(port);
        return new Postfix(folder, process, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
