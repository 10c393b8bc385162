using System.Globalization;

namespace Ses.Judges;

/// <summary>A whole Postfix in a folder of its own that relays what it takes on a free port of loopback, and writes bounces of its own for what it cannot deliver.</summary>
public sealed class PostfixRelay : IAsyncDisposable
{
    private readonly JudgeProcess _process;
    private readonly TemporaryFolder _folder;

    private PostfixRelay(JudgeProcess process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>What it has logged so far.</summary>
    public string Log => File.Exists(_folder.File("mail.log")) ? File.ReadAllText(_folder.File("mail.log")) : "";

    /// <summary>Starts one.</summary>
    /// <param name="routes">To which port of loopback the mail of each domain goes.</param>
    public static async Task<PostfixRelay> StartAsync(IReadOnlyDictionary<string, int> routes)
    {
        var postfix = RequiredProgram.Find("postfix");
        if (Environment.UserName != "root")
            Assert.Skip("Postfix is started as root only");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        foreach (var name in new[] { "etc", "queue", "data" })
            Directory.CreateDirectory(folder.File(name));
        folder.Write("etc/main.cf", Main(folder.Path, routes));
        folder.Write("etc/master.cf", Master(port));
        await JudgeProcess.RunAsync(new("chown", ["postfix", folder.File("data")]));
        return new(await JudgeProcess.StartServerAsync(new(postfix, ["-c", folder.File("etc"), "start-fg"]), port, folder), folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        // What was started in the foreground starts the master in the background: that one must be told.
        await JudgeProcess.RunAsync(new(RequiredProgram.Find("postfix"), ["-c", _folder.File("etc"), "abort"]));
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
    }

    private static string Main(string folder, IReadOnlyDictionary<string, int> routes) =>
        $$"""
        compatibility_level = 3.7
        queue_directory = {{folder}}/queue
        data_directory = {{folder}}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        maillog_file = {{folder}}/mail.log
        maillog_file_prefixes = /tmp
        myhostname = postfix.judge.example
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        alias_maps =
        relay_domains = {{string.Join(' ', routes.Keys)}}
        transport_maps = inline:{ {{string.Join(", ", routes.Select(route => string.Create(CultureInfo.InvariantCulture, $"{route.Key}=smtp:[127.0.0.1]:{route.Value}")))}} }
        smtpd_relay_restrictions = permit_mynetworks, reject

        """;

    private static string Master(int port) => string.Create(CultureInfo.InvariantCulture, $"""
        127.0.0.1:{port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        smtp unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        proxymap unix - - n - - proxymap
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """);
}
