namespace Ses.Judges;

/// <summary>Postfix's <c>smtp-sink</c> on a free port of loopback: takes all mail, and dumps each with its envelope into a file of its own where asked.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly JudgeProcess _process;
    private readonly TemporaryFolder _folder;

    private SmtpSink(JudgeProcess process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The mails dumped so far.</summary>
    public IReadOnlyList<string> Dumps => [.. Directory.EnumerateFiles(_folder.Path, "mail*").Order(StringComparer.Ordinal)];

    /// <summary>Starts one.</summary>
    /// <param name="dumps">Whether each mail goes into a file.</param>
    /// <param name="options">More options of smtp-sink, such as <c>-8</c>.</param>
    public static async Task<SmtpSink> StartAsync(bool dumps = false, params IEnumerable<string> options)
    {
        var path = RequiredProgram.Find("smtp-sink");
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        string[] dump = dumps ? ["-d", Path.Combine(folder.Path, "mail.")] : [];
        // As root it asks for a user to become; nobody else could write into the folder then, so it stays what it is.
        string[] user = Environment.UserName == "root" ? ["-u", "root"] : [];
        return new(await JudgeProcess.StartServerAsync(new(path, [.. user, .. dump, .. options, $"127.0.0.1:{port}", "512"]), port, folder), folder, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
