namespace Ses.Judges;

/// <summary>Finds the programs that a test needs. Where one is missing, the test is skipped with the reason; under <c>eng/test.sh</c>, which installs them all, it fails.</summary>
public static class RequiredProgram
{
    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/usr/lib/postfix/sbin", "/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin"];

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where <c>eng/install.sh</c> puts what it does not install into the system.</summary>
    public static string JudgesFolder { get; } = Path.Combine(Root, "artifacts", "judges");

    /// <summary>The path of a program on this machine.</summary>
    public static string Find(string name) => File(name, [.. Folders.Select(folder => Path.Combine(folder, name))]);

    /// <summary>The path of a program of a Debian package that is unpacked, not installed.</summary>
    public static string FindUnpacked(string package, string path) => File($"{package}:{path}", Path.Combine(JudgesFolder, "debian", package, path));

    /// <summary>The folder of the judges that come from npm.</summary>
    public static string NpmFolder(string package)
    {
        File($"the npm package {package}", Path.Combine(JudgesFolder, "npm", "node_modules", package, "package.json"));
        return Path.Combine(JudgesFolder, "npm");
    }

    /// <summary>The first of some files that is there.</summary>
    public static string FindFile(string what, params ReadOnlySpan<string> candidates) => File(what, candidates);

    /// <summary>Skips a test whose program changes users where we cannot; under <c>eng/test.sh</c> it fails.</summary>
    public static void NeedRoot(string what)
    {
        if (Environment.UserName == "root")
            return;
        if (Environment.GetEnvironmentVariable("SES_JUDGES") == "required")
            Assert.Fail($"{what} changes to users of its own, for which the tests must run as root");
        Assert.Skip($"{what} changes to users of its own, for which the tests must run as root");
    }

    private static string File(string what, params ReadOnlySpan<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (System.IO.File.Exists(candidate))
                return candidate;
        }

        if (Environment.GetEnvironmentVariable("SES_JUDGES") == "required")
            Assert.Fail($"{what} is not installed: eng/install.sh should have done it");
        Assert.Skip($"{what} is not installed; ./eng/test.sh installs it");
        return "";
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Ses.Library.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run from within the repository.");
    }
}
