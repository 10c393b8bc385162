using Ses.Ledger;

namespace Ses.Delivery;

/// <summary>Options of delivery.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Relays that take all mail, in the order in which they are tried; empty to deliver to the recipients' mail exchangers.</summary>
    public IList<RouteTarget> Relays { get; } = [];

    /// <summary>The port of mail exchangers; 25.</summary>
    public int MxPort { get; set; } = 25;

    /// <summary>Attempts under way at once; 64 by default.</summary>
    public int MaxConcurrency { get; set; } = 64;

    /// <summary>
    /// When a put-off delivery is tried again: after 5, 15 and 30 minutes, 1, 2 and 4 hours, then every 8 hours. The last is repeated. Holds for all that is not in
    /// <see cref="RetrySchedules"/>.
    /// </summary>
    public IList<TimeSpan> RetrySchedule { get; } =
    [
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
    ];

    /// <summary>
    /// The same by why it was put off: a full mailbox is tried again after 1, 4, then every 8 hours; where it was too much (x.7.x), after 15 and 30 minutes, 1, 2 and 4 hours, then
    /// every 8 hours. <c>RetrySchedules.Clear()</c> makes all go by <see cref="RetrySchedule"/>.
    /// </summary>
    public IDictionary<RetryClass, IList<TimeSpan>> RetrySchedules { get; } = new Dictionary<RetryClass, IList<TimeSpan>>
    {
        [RetryClass.MailboxFull] = [TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(8)],
        [RetryClass.RateLimited] =
        [
            TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
        ],
    };

    /// <summary>By how much a retry is moved at random, as a share of its delay; 0.1 by default: up to a tenth later.</summary>
    public double RetryJitter { get; set; } = 0.1;

    /// <summary>How old a delivery may grow before it is given up; 72 hours by default.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(72);

    /// <summary>Which way mail goes; the first rule that matches counts. Empty by default: <see cref="Relays"/>, or the recipients' mail exchangers.</summary>
    public IList<RouteRule> Routes { get; } = [];

    /// <summary>The addresses that mail is sent from, by pool; empty to leave the choice to the system.</summary>
    public IList<SourceAddress> Sources { get; } = [];

    /// <summary>Mailbox providers of your own, and others than the shipped profiles for known ones (by name; <see cref="ProviderProfile.Default"/> is everybody else's).</summary>
    public IList<ProviderProfile> Providers { get; } = [];

    /// <summary>Shaping rules of your own; they come before the providers'.</summary>
    public IList<ShapingRule> Shaping { get; } = [];

    /// <summary>Messages a second from one source to one receiving site, over all nodes; null for no limit but the provider's, which is the default.</summary>
    public double? MaxPerSecondPerSite { get; set; }

    /// <summary>Messages a second of one sender domain, over all nodes; null for no limit, which is the default.</summary>
    public double? MaxPerSecondPerSenderDomain { get; set; }

    /// <summary>Messages a second of one account, over all nodes; null for no limit, which is the default.</summary>
    public double? MaxPerSecondPerAccount { get; set; }

    /// <summary>Of which attempts the dialogue with the server is kept; <see cref="TranscriptKeeping.NotDelivered"/> by default.</summary>
    public TranscriptKeeping KeepTranscripts { get; set; } = TranscriptKeeping.NotDelivered;

    /// <summary>Streams whose deliveries are held, not sent again, when nobody knows whether the server took them. Empty by default.</summary>
    public ISet<MailStream> HoldUncertain { get; } = new HashSet<MailStream>();
}
