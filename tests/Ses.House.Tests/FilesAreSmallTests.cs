namespace Ses.House.Tests;

/// <summary>A file is one idea: half of them have 60 lines at most, none has more than 400 (parsers may ask for more in an ADR).</summary>
public sealed class FilesAreSmallTests
{
    private static readonly string[] Drawers = ["Utils", "Util", "Common", "Models", "Helpers", "Extensions", "Misc", "Enums", "Services"];

    [Fact]
    public void No_file_has_more_than_400_lines()
    {
        var long_ = SourceTree.Under("src").Where(file => file.Lines.Count > 400).Select(file => $"{file.Path}: {file.Lines.Count} lines");
        Assert.Empty(long_);
    }

    [Fact]
    public void Half_of_the_files_have_60_lines_at_most()
    {
        var sizes = SourceTree.Under("src").Select(file => file.Lines.Count).Order().ToList();
        Assert.InRange(sizes[sizes.Count / 2], 1, 60);
    }

    [Fact]
    public void There_are_no_drawer_folders() =>
        Assert.Empty(SourceTree.Under("src").SelectMany(file => file.Path.Split('/')).Intersect(Drawers, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.Empty(
            from file in SourceTree.Under("src").Concat(SourceTree.Under("samples"))
            from line in file.Lines
            where line.Contains("TODO", StringComparison.Ordinal) || line.Contains("FIXME", StringComparison.Ordinal) || line.Contains("NotImplemented", StringComparison.Ordinal) || line.Contains("#region", StringComparison.Ordinal)
            select $"{file.Path}: {line.Trim()}");
}
