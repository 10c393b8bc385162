using System.Globalization;

namespace Ses.Judges;

/// <summary>A disk of a few megabytes, in memory, which a test can fill up.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private SmallDisk(TemporaryFolder folder) => _folder = folder;

    private string Ballast => File("ballast");

    /// <summary>Mounts one, for which a test must run as root.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        RequiredProgram.NeedRoot("mount");
        var folder = new TemporaryFolder();
        await JudgeProcess.RunAsync(new(RequiredProgram.Find("mount"), ["-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", folder.Path]));
        return new(folder);
    }

    /// <summary>The path of a file on it.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Writes until nothing more goes on it.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
                ballast.Write(page);
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void MakeRoom() => System.IO.File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await JudgeProcess.RunAsync(new(RequiredProgram.Find("umount"), ["--lazy", _folder.Path]));
        _folder.Dispose();
    }
}
