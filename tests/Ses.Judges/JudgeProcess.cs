using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ses.Judges;

/// <summary>A program that runs while a test does, and is ended with it.</summary>
public sealed class JudgeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TemporaryFolder? _folder;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JudgeProcess(Process process, TemporaryFolder? folder)
    {
        (_process, _folder) = (process, folder);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ended.TrySetResult();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a program.</summary>
    public static JudgeProcess Start(string path, params IEnumerable<string> arguments) => Start(new ProcessStartInfo(path, arguments));

    /// <summary>Starts a program.</summary>
    public static JudgeProcess Start(ProcessStartInfo start) => Start(start, null);

    /// <summary>Starts a server and waits until it listens on its port of loopback. Its folder is cleared away with it, also where it does not come to that.</summary>
    public static async Task<JudgeProcess> StartServerAsync(ProcessStartInfo start, int port, TemporaryFolder folder)
    {
        JudgeProcess? judge = null;
        try
        {
            judge = Start(start, folder);
            await judge.WaitForPortAsync(port);
            return judge;
        }
        catch
        {
            await (judge?.DisposeAsync() ?? default);
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Runs a program to its end and returns what it printed; fails the test where it ends with another code than 0.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start, string? input = null, CancellationToken cancellationToken = default)
    {
        await using var judge = Start(start);
        if (input is not null)
            await judge._process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        judge._process.StandardInput.Close();
        await judge._process.WaitForExitAsync(cancellationToken);
        Assert.True(judge._process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {judge._process.ExitCode}:\n{judge.Output}");
        return judge.Output;
    }

    /// <summary>Waits until it listens on a port of loopback; fails the test where it ends before, or takes longer than a minute.</summary>
    public async Task WaitForPortAsync(int port, IPAddress? address = null, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
        {
            Assert.False(_process.HasExited, $"{_process.StartInfo.FileName} ended instead of listening on port {port}:\n{Output}");
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address ?? IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.WhenAny(_ended.Task, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken));
            }
        }

        Assert.Fail($"{_process.StartInfo.FileName} does not listen on port {port}:\n{Output}");
    }

    /// <summary>Waits until it ends.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Sends it a signal, such as <c>STOP</c>, <c>CONT</c>, <c>INT</c>.</summary>
    public void Signal(string name) => Signal(name, [Id]);

    /// <summary>Sends a signal to it and to all that it has started.</summary>
    public void SignalAll(string name) => Signal(name, Family(Id));

    /// <summary>Ends it at once, as a power cut does: it has no say in it.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder?.Dispose();
    }

    private static JudgeProcess Start(ProcessStartInfo start, TemporaryFolder? folder)
    {
        ArgumentNullException.ThrowIfNull(start);
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        var judge = new JudgeProcess(new Process { StartInfo = start }, folder);
        judge._process.Start();
        judge._process.BeginOutputReadLine();
        judge._process.BeginErrorReadLine();
        return judge;
    }

    private static void Signal(string name, IEnumerable<int> processes)
    {
        // What it says of one that has ended meanwhile is no news.
        var start = new ProcessStartInfo("/bin/kill", [$"-{name}", .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        kill.WaitForExit();
    }

    // Parents come first: one that is stopped starts no more.
    private static IEnumerable<int> Family(int id) => Children(id).SelectMany(Family).Prepend(id);

    private static IEnumerable<int> Children(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It has ended meanwhile, as a database's helpers do.
            return [];
        }
    }

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }
}
