using System.Diagnostics;
using System.Globalization;

namespace Ses.Judges;

/// <summary>A private PostgreSQL on a free port of loopback: Debian's binaries, data in a temporary folder, run by a user who is not root. It trusts everyone who asks.</summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string _data;
    private readonly bool _isDurable;
    private JudgeProcess _process;

    private PostgreSqlServer(TemporaryFolder folder, string data, int port, bool isDurable, JudgeProcess process) =>
        (_folder, _data, Port, _isDurable, _process) = (folder, data, port, isDurable, process);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The connection string of a database.</summary>
    public string ConnectionString(string database = "postgres") =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Timeout=60;Command Timeout=120");

    /// <summary>Makes a data folder and starts a server over it.</summary>
    /// <param name="isDurable">True: commits are synced, as they are by default. False: not, which is enough where nobody pulls the plug.</param>
    public static async Task<PostgreSqlServer> StartAsync(bool isDurable = false)
    {
        var folder = new TemporaryFolder();
        try
        {
            var data = await OwnAsync(folder.File("data"));
            await JudgeProcess.RunAsync(As("initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"));
            var port = FreePort.Find();
            var server = new PostgreSqlServer(folder, data, port, isDurable, Launch(data, port, isDurable));
            await server.WaitAsync();
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Makes a folder that belongs to the user by whom servers are run, and returns it.</summary>
    public static async Task<string> OwnAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        if (IsRoot)
            await JudgeProcess.RunAsync(new("/bin/chown", ["nobody", folder]));
        return folder;
    }

    /// <summary>Stops it at once, as an administrator does (<c>fast</c>): connections are cut.</summary>
    public async Task StopAsync()
    {
        _process.Signal("INT");
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts it again over the same data.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = Launch(_data, Port, _isDurable);
        await WaitAsync();
    }

    /// <summary>Freezes all its processes: connections stay, and nothing answers.</summary>
    public void Freeze() => _process.SignalAll("STOP");

    /// <summary>Lets it go on where it was.</summary>
    public void Thaw() => _process.SignalAll("CONT");

    /// <summary>Carries out SQL by psql and returns what it prints, without headings.</summary>
    public Task<string> QueryAsync(string sql, string database = "postgres") =>
        JudgeProcess.RunAsync(new(RequiredProgram.Find("psql"), ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-d", database, "-c", sql]));

    public async ValueTask DisposeAsync()
    {
        Thaw();
        _process.Signal("INT");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It is ended the hard way below.
        }

        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static JudgeProcess Launch(string data, int port, bool isDurable)
    {
        string[] unsafeButQuick = isDurable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        return JudgeProcess.Start(As(
            "postgres",
            [
                "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", "max_connections=300", "-c", "shared_buffers=128MB", "-c", "max_wal_size=1GB", "-c", "max_locks_per_transaction=256", .. unsafeButQuick,
            ]));
    }

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo As(string program, params string[] arguments) => IsRoot
        ? new("/usr/bin/setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", RequiredProgram.Find(program), .. arguments])
        : new(RequiredProgram.Find(program), arguments);

    // It listens before it takes sessions.
    private async Task WaitAsync()
    {
        await _process.WaitForPortAsync(Port);
        await JudgeProcess.RunAsync(new(RequiredProgram.Find("pg_isready"), ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-t", "60"]));
    }
}
