using System.Diagnostics;
using System.Globalization;

namespace Ses.Judges;

/// <summary>A whole Postfix in a folder of its own, as strict as it can be made: postscreen with all its tests on a free port of loopback, mailboxes behind it.</summary>
public sealed class PostfixServer : IAsyncDisposable
{
    private const string Nobody = "65534";

    private readonly JudgeProcess _process;
    private readonly TemporaryFolder _folder;

    private PostfixServer(JudgeProcess process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The mails delivered so far, to whatever address in <c>example.org</c>.</summary>
    public IReadOnlyList<string> Mails
    {
        get
        {
            var box = Path.Combine(_folder.Path, "mail", "all", "new");
            return Directory.Exists(box) ? [.. Directory.EnumerateFiles(box).Order(StringComparer.Ordinal)] : [];
        }
    }

    /// <summary>What it has logged so far.</summary>
    public string Log => File.Exists(_folder.File("mail.log")) ? File.ReadAllText(_folder.File("mail.log")) : "";

    /// <summary>Starts one.</summary>
    public static async Task<PostfixServer> StartAsync()
    {
        var postfix = RequiredProgram.Find("postfix");
        RequiredProgram.NeedRoot("Postfix");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        foreach (var name in new[] { "etc", "queue", "data", "mail" })
            Directory.CreateDirectory(folder.File(name));
        folder.Write("etc/main.cf", Main(folder.Path));
        folder.Write("etc/master.cf", Master(port));
        await JudgeProcess.RunAsync(new("chown", ["postfix", folder.File("data")]));
        await JudgeProcess.RunAsync(new("chown", [Nobody, folder.File("mail")]));
        return new(await JudgeProcess.StartServerAsync(new(postfix, ["-c", folder.File("etc"), "start-fg"]), port, folder), folder, port);
    }

    /// <summary>Waits until it has delivered so many mails, which it does behind its answers; fails the test where that takes longer than two minutes.</summary>
    public async Task WaitForMailsAsync(int count, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (Mails.Count < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), $"{Mails.Count} of {count} mails were delivered:\n{Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What was started in the foreground starts the master in the background: that one must be told.
        await JudgeProcess.RunAsync(new(RequiredProgram.Find("postfix"), ["-c", _folder.File("etc"), "abort"]));
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
    }

    private static string Main(string folder) => $"""
        compatibility_level = 3.7
        queue_directory = {folder}/queue
        data_directory = {folder}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        maillog_file = {folder}/mail.log
        maillog_file_prefixes = /tmp
        myhostname = postfix.judge.example
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        alias_maps =
        message_size_limit = 64000000
        virtual_mailbox_limit = 0
        virtual_mailbox_domains = example.org
        virtual_mailbox_base = {folder}/mail
        virtual_mailbox_maps = static:all/
        virtual_uid_maps = static:{Nobody}
        virtual_gid_maps = static:{Nobody}
        smtpd_relay_restrictions = permit_mynetworks, reject
        smtpd_forbid_bare_newline = reject
        smtpd_forbid_bare_newline_exclusions =
        smtpd_forbid_unauth_pipelining = yes
        strict_rfc821_envelopes = yes
        strict_7bit_headers = yes
        strict_mime_encoding_domain = yes
        postscreen_access_list =
        postscreen_greet_action = enforce
        postscreen_greet_wait = 2s
        postscreen_pipelining_enable = yes
        postscreen_pipelining_action = enforce
        postscreen_non_smtp_command_enable = yes
        postscreen_non_smtp_command_action = enforce
        postscreen_bare_newline_enable = yes
        postscreen_bare_newline_action = enforce
        postscreen_cache_map = btree:{folder}/data/postscreen_cache

        """;

    private static string Master(int port) => string.Create(CultureInfo.InvariantCulture, $"""
        127.0.0.1:{port} inet n - n - 1 postscreen
        smtpd pass - - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        proxymap unix - - n - - proxymap
        postlog unix-dgram n - n - 1 postlogd

        """);
}
