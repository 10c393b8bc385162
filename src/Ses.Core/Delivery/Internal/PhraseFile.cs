namespace Ses.Delivery.Internal;

/// <summary>A file of phrases, one a line: <c>class [provider] : phrase</c>. Empty lines and lines that begin with # say nothing.</summary>
internal sealed class PhraseFile
{
    private readonly Dictionary<(string Class, string Provider), PhraseSet> _sets;

    private PhraseFile(TextReader rules, string name)
    {
        var phrases = new List<(string Class, string Provider, string Phrase)>();
        while (rules.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                phrases.Add(Read(line, name));
        }

        Hosts = phrases.Where(rule => rule.Class == "host").ToDictionary(rule => rule.Phrase, rule => rule.Provider);
        _sets = phrases.Where(rule => rule.Class != "host")
            .GroupBy(rule => (rule.Class, rule.Provider))
            .ToDictionary(group => group.Key, group => new PhraseSet(group.Select(rule => rule.Phrase)));
    }

    /// <summary>The providers by the domains of their servers.</summary>
    public IReadOnlyDictionary<string, string> Hosts { get; }

    /// <summary>Reads a file that lies in the assembly.</summary>
    public static PhraseFile Load(string resource)
    {
        using var stream = typeof(PhraseFile).Assembly.GetManifestResourceStream(resource) ?? throw new FileNotFoundException($"{resource} is not in the assembly", resource);
        using var reader = new StreamReader(stream);
        return new(reader, resource);
    }

    /// <summary>The phrases of a class; null where it has none for that provider.</summary>
    public PhraseSet? Find(string phraseClass, string provider = "") => _sets.GetValueOrDefault((phraseClass, provider));

    private static (string Class, string Provider, string Phrase) Read(string line, string file)
    {
        var colon = line.IndexOf(" : ", StringComparison.Ordinal);
        if (colon < 0)
            throw new FormatException($"{file}: '{line}' is not 'class [provider] : phrase'");
        var words = line[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (words[0], words.Length > 1 ? words[1] : "", line[(colon + 3)..].Trim());
    }
}
