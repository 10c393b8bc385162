using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Testing;

/// <summary>The mail servers of a <see cref="FakeWorld"/>: they answer by the simulated mailbox, lose connections as the dice say, and remember everything.</summary>
public sealed class FakeMailServers
{
    private readonly FakeWorld _world;
    private readonly HashSet<string> _seen = [];
    private readonly List<FakeAttempt> _attempts = [];

    internal FakeMailServers(FakeWorld world) => _world = world;

    /// <summary>How long an attempt may take; 200 milliseconds by default.</summary>
    public TimeSpan LongestAttempt { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Chance that a connection cannot be made, or is lost before the final dot.</summary>
    public double Unreachable { get; set; }

    /// <summary>Chance that a connection is lost behind the final dot, the message taken or not with even chances.</summary>
    public double LostAnswer { get; set; }

    /// <summary>What a server answers to an attempt, before its simulated mailbox is asked; null, or an answer of null, for the mailbox's own.</summary>
    public Func<FakeAttempt, SmtpReplyFact?>? Answer { get; set; }

    /// <summary>Every attempt in the order in which they began.</summary>
    public IReadOnlyList<FakeAttempt> Attempts => _attempts;

    internal FakeAttempt Begin(FakeNode node, EmailAddress recipient, string returnPath, string site)
    {
        var attempt = new FakeAttempt(node.Name, recipient, returnPath, site, _world.Clock.GetUtcNow());
        _attempts.Add(attempt);
        return attempt;
    }

    /// <summary>What the server says to an attempt; null where it takes the message.</summary>
    internal SmtpReplyFact? Refusal(FakeAttempt attempt) => Answer?.Invoke(attempt) ?? Refusal(attempt.Recipient);

    private SmtpReplyFact? Refusal(EmailAddress recipient) => SimulatedMailboxes.Of(recipient.LocalPart) switch
    {
        SimulatedMailbox.Bounce => new(550, "5.1.1", "no such mailbox"),
        SimulatedMailbox.Full => _seen.Add(recipient.NormalForm) ? new(452, "4.2.2", "the mailbox is full") : new(552, "5.2.2", "the mailbox is full"),
        SimulatedMailbox.Spam => new(550, "5.7.1", "taken for spam"),
        SimulatedMailbox.Greylist when _seen.Add(recipient.NormalForm) => new(450, "4.7.1", "greylisted, try again later"),
        SimulatedMailbox.RateLimited when _seen.Add(recipient.NormalForm) => new(421, "4.7.0", "too many messages"),
        _ => null,
    };
}

/// <summary>One attempt as the servers of a <see cref="FakeWorld"/> saw it.</summary>
/// <param name="Node">Which node made it.</param>
/// <param name="Recipient">For whom.</param>
/// <param name="ReturnPath">The envelope's sender.</param>
/// <param name="Site">Which site was paced.</param>
/// <param name="At">When it began.</param>
public sealed record FakeAttempt(string Node, EmailAddress Recipient, string ReturnPath, string Site, DateTimeOffset At)
{
    /// <summary>True where the server has the message.</summary>
    public bool WasAccepted { get; internal set; }

    /// <summary>True where the client cannot know whether the server has it.</summary>
    public bool LostAnswer { get; internal set; }

    /// <summary>The message's bytes; empty where they never came so far.</summary>
    public ReadOnlyMemory<byte> Content { get; internal set; }
}
