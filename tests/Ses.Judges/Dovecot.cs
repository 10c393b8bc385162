using System.Diagnostics;

namespace Ses.Judges;

/// <summary>Dovecot's IMAP server on a free port of loopback, without privileges: one mailbox, whoever logs in with <see cref="Password"/>.</summary>
public sealed class Dovecot : IAsyncDisposable
{
    /// <summary>The password of every user.</summary>
    public const string Password = "secret";

    private readonly JudgeProcess _process;
    private readonly TemporaryFolder _folder;

    private Dovecot(JudgeProcess process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The port it listens on, without TLS.</summary>
    public int Port { get; }

    /// <summary>The files of a folder of the mailbox, read and unread.</summary>
    public IReadOnlyList<string> Mails(string folder = "INBOX")
    {
        var path = folder == "INBOX" ? _folder.File("Maildir") : _folder.File($"Maildir/.{folder}");
        return [.. new[] { "new", "cur" }.Select(part => Path.Combine(path, part)).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)];
    }

    /// <summary>Starts one.</summary>
    public static async Task<Dovecot> StartAsync()
    {
        var dovecot = RequiredProgram.Find("dovecot");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        // Dovecot's servers do not run as root: there, nobody runs it.
        var isRoot = Environment.UserName == "root";
        var (user, group) = isRoot ? ("nobody", "nogroup") : (Environment.UserName, (await JudgeProcess.RunAsync(new("id", ["-gn"]))).Trim());
        Directory.CreateDirectory(folder.File("run"));
        var configuration = folder.Write("dovecot.conf", Configuration(folder.Path, port, user, group));
        if (isRoot)
            await JudgeProcess.RunAsync(new("chown", ["-R", $"{user}:{group}", folder.Path]));
        ProcessStartInfo start = isRoot
            ? new(RequiredProgram.Find("setpriv"), ["--reuid", user, "--regid", group, "--clear-groups", dovecot, "-F", "-c", configuration])
            : new(dovecot, ["-F", "-c", configuration]);
        return new(await JudgeProcess.StartServerAsync(start, port, folder), folder, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Configuration(string folder, int port, string user, string group) =>
        $$"""
        base_dir = {{folder}}/run
        state_dir = {{folder}}/run
        log_path = /dev/stderr
        protocols = imap
        listen = 127.0.0.1
        ssl = no
        disable_plaintext_auth = no
        default_internal_user = {{user}}
        default_internal_group = {{group}}
        default_login_user = {{user}}
        first_valid_uid = 1
        mail_location = maildir:{{folder}}/Maildir
        passdb {
          driver = static
          args = password={{Password}}
        }
        userdb {
          driver = static
          args = uid={{user}} gid={{group}} home={{folder}}
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = {{port}}
          }
          inet_listener imaps {
            port = 0
          }
        }
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }

        """;
}
