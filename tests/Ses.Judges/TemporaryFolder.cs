namespace Ses.Judges;

/// <summary>A folder of a test's own, gone with it. Readable by other users, as some servers change theirs.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Create();

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file into it.</summary>
    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server that is just ending may still write; the system's temporary folder is cleaned anyway.
        }
    }

    private static string Create()
    {
        var path = Directory.CreateTempSubdirectory("ses-").FullName;
        System.IO.File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }
}
