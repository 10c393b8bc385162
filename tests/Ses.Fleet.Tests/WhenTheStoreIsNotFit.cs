using System.Runtime.Versioning;
using Ses.Judges;
using Ses.Storage.Sql;

namespace Ses.Fleet.Tests;

/// <summary>A program whose store cannot be used says why and ends, and has sent nothing.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WhenTheStoreIsNotFit : IDisposable
{
    private const UnixFileMode ReadOnlyFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ReadOnlyFolder = ReadOnlyFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_it_may_only_read()
    {
        File.SetUnixFileMode(await CreateAsync(), ReadOnlyFile);
        await RefuseAsync();
    }

    [Fact]
    public async Task A_folder_in_which_it_may_only_read()
    {
        await CreateAsync();
        File.SetUnixFileMode(_folder.Path, ReadOnlyFolder);
        await RefuseAsync();
    }

    private async Task<string> CreateAsync()
    {
        var path = _folder.File("ses.db");
        await using var storage = SqlStorage.OfSqlite(new() { Path = path });
        await storage.Nodes.ReserveEpochAsync(Token);
        return path;
    }

    private async Task RefuseAsync()
    {
        // Root may write everywhere; without these two rights it may not.
        string[] asOthers = Environment.UserName == "root"
            ? [RequiredProgram.Find("setpriv"), "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"] : [];
        string[] command = [.. asOthers, FleetNode.Program, "node", "sqlite", _folder.File("ses.db"), "1", "3"];
        await using var node = JudgeProcess.Start(command[0], command[1..]);
        await node.WaitForExitAsync(Token).WaitAsync(Scale.Patience, TimeProvider.System, Token);
        Assert.Contains("is read-only: give this process the right to write to the file and to its folder.", node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("joined with epoch", node.Output, StringComparison.Ordinal);
    }
}
