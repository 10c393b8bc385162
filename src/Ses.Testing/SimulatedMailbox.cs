namespace Ses.Testing;

/// <summary>
/// How a simulated mailbox behaves. The leading word of the local part chooses: <c>bounce@</c>, <c>bounce-42@</c> and <c>bounce+anything@</c> all bounce.
/// </summary>
public enum SimulatedMailbox
{
    /// <summary>Takes everything: <c>success</c>, and every word that is none of the others.</summary>
    Success,

    /// <summary><c>bounce</c>: 550 5.1.1, no such mailbox.</summary>
    Bounce,

    /// <summary><c>full</c>: 452 4.2.2 the first time, 552 5.2.2 from then on.</summary>
    Full,

    /// <summary><c>spam</c>: 550 5.7.1 to the recipient, taken for spam.</summary>
    Spam,

    /// <summary><c>slow</c>: takes everything, after <see cref="SimulatedMailServerOptions.SlowAnswer"/>.</summary>
    Slow,

    /// <summary><c>greylist</c>: 450 4.7.1 the first time, then takes everything.</summary>
    Greylist,

    /// <summary><c>ratelimited</c>: 421 4.7.0 and an end of the connection the first time, then takes everything.</summary>
    RateLimited,
}

/// <summary>Reads the kind of a mailbox from its local part.</summary>
internal static class SimulatedMailboxes
{
    public static SimulatedMailbox Of(string localPart)
    {
        var end = 0;
        while (end < localPart.Length && char.IsAsciiLetter(localPart[end]))
            end++;
        return localPart[..end].ToLowerInvariant() switch
        {
            "bounce" => SimulatedMailbox.Bounce,
            "full" => SimulatedMailbox.Full,
            "spam" => SimulatedMailbox.Spam,
            "slow" => SimulatedMailbox.Slow,
            "greylist" => SimulatedMailbox.Greylist,
            "ratelimited" => SimulatedMailbox.RateLimited,
            _ => SimulatedMailbox.Success,
        };
    }
}
