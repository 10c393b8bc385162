namespace Ses.Fleet.Tests;

/// <summary>What the mail servers of several nodes, or of several lives of one, took together.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, int> _perRecipient = [];

    public IReadOnlyDictionary<string, int> PerRecipient => _perRecipient;

    public int Accepted => _perRecipient.Values.Sum();

    /// <summary>Taken, and not on record when their node died.</summary>
    public int Uncertain { get; set; }

    /// <summary>How many may be uncertain by what the servers saw.</summary>
    public int Allowed { get; set; }

    public int LeasesLost { get; private set; }

    public static Tally Of(params IEnumerable<FleetNode> nodes)
    {
        var tally = new Tally();
        foreach (var node in nodes)
            tally.Add(node);
        return tally;
    }

    public void Add(FleetNode node)
    {
        LeasesLost += node.LeasesLost;
        foreach (var (recipient, count) in node.Accepted)
            _perRecipient[recipient] = _perRecipient.GetValueOrDefault(recipient) + count;
    }
}
