namespace Ses.Domains;

/// <summary>Options of sender domains.</summary>
public sealed class DomainsOptions
{
    /// <summary>
    /// The selector of a new domain's DKIM key; <c>ses1</c> by default, 40 characters at most. Other accounts than the default one have a mark of their own behind it, keys that follow
    /// the first one their day: <c>ses1-1f0a9c3e-20270104</c>.
    /// </summary>
    public string DkimSelector { get; set; } = "ses1";

    /// <summary>Bits of a new DKIM key: 2048 by default; 1024 to 4096.</summary>
    public int DkimKeyBits { get; set; } = 2048;

    /// <summary>
    /// The selector of a second key, ed25519 (RFC 8463), such as <c>ses1e</c>: domains created from then on sign twice and have one more record to publish.
    /// Null (default) for none.
    /// </summary>
    public string? DkimEd25519Selector { get; set; }

    /// <summary>
    /// How old a key may grow before a new one is made by itself, as by <see cref="ISenderDomains.RotateKeysAsync"/>. Null (default) for never: a new key waits for a record that
    /// somebody must publish.
    /// </summary>
    public TimeSpan? KeyLifetime { get; set; }

    /// <summary>How long after the DNS has shown its record a new key begins to sign, so that all name servers and all nodes know it; an hour by default, a minute at least.</summary>
    public TimeSpan NewKeyDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When a pending domain is checked by itself: after 1, 5, 15 and 60 minutes, then hourly.</summary>
    public IList<TimeSpan> PendingChecks { get; } =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)];

    /// <summary>How long after its creation a pending domain is no longer checked by itself; 14 days by default.</summary>
    public TimeSpan PendingLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How often a verified domain is checked; 6 hours by default.</summary>
    public TimeSpan VerifiedCheckInterval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long a verified domain may go on sending when its records have vanished; 72 hours by default.</summary>
    public TimeSpan LostGrace { get; set; } = TimeSpan.FromHours(72);
}
