namespace Ses.House.Tests;

/// <summary>The README's program is the sample's, word for word, and links lead somewhere.</summary>
public sealed class TheReadmeRunsTests
{
    [Fact]
    public void Its_program_is_samples_Hello()
    {
        var printed = SourceTree.Read("README.md").Split("```csharp\n")[1].Split("```")[0].Trim();
        Assert.Equal(SourceTree.Read("samples/Hello/Program.cs").Trim(), printed);
    }

    [Fact]
    public void Every_link_of_the_documents_leads_to_a_file()
    {
        var broken =
            from path in Directory.EnumerateFiles(SourceTree.Root, "*.md", SearchOption.AllDirectories)
            where !path.Contains("/artifacts/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal)
            from link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(path), @"\]\((?!https?:|#)([^)#\s]+)")
            let target = Path.Combine(Path.GetDirectoryName(path)!, link.Groups[1].Value)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{Path.GetRelativePath(SourceTree.Root, path)}: {link.Groups[1].Value}";
        Assert.Empty(broken);
    }
}
