namespace Ses.Ledger;

/// <summary>
/// The counters of statistics. A set is a sum over deliveries of <see cref="Of"/>; recording a fact adds <c>Of(new) − Of(old)</c>,
/// so folding commutes, may be repeated, and can be recounted from the deliveries at any time.
/// </summary>
public readonly record struct CounterSet
{
    /// <summary>Recipients asked for.</summary>
    public long Requests { get; init; }

    /// <summary>Recipients refused or dropped by us: blocklist, frequency, canceled.</summary>
    public long Rejected { get; init; }

    /// <summary>Requests − rejected.</summary>
    public long Sends { get; init; }

    /// <summary>Sends that the recipients' servers took and no later report took back.</summary>
    public long Deliveries { get; init; }

    /// <summary>Sends bounced because there is no such mailbox or domain.</summary>
    public long InvalidAddresses { get; init; }

    /// <summary>Sends bounced as spam or by policy.</summary>
    public long BouncesSpam { get; init; }

    /// <summary>Sends bounced for another reason: full mailbox, technical, expired.</summary>
    public long BouncesOther { get; init; }

    /// <summary>Deliveries opened by a person at least once.</summary>
    public long Opens { get; init; }

    /// <summary>Deliveries in which a person clicked a link at least once.</summary>
    public long Clicks { get; init; }

    /// <summary>Deliveries that only machines opened.</summary>
    public long MachineOpens { get; init; }

    /// <summary>Deliveries whose links only machines followed.</summary>
    public long MachineClicks { get; init; }

    /// <summary>Deliveries whose recipient unsubscribed.</summary>
    public long Unsubscriptions { get; init; }

    /// <summary>Deliveries whose recipient reported spam.</summary>
    public long SpamComplaints { get; init; }

    /// <summary>All bounces.</summary>
    public long Bounces => InvalidAddresses + BouncesSpam + BouncesOther;

    /// <summary>Sends that have no fate yet.</summary>
    public long Pending => Sends - Deliveries - Bounces;

    /// <summary>Deliveries ÷ sends, 0 to 1; 0 where nothing was sent. (Guide, Email Sending Data: 4 of 12 is 33.33 %.)</summary>
    public double DeliveryRate => Sends == 0 ? 0 : (double)Deliveries / Sends;

    /// <summary>What one delivery with these facts counts for.</summary>
    public static CounterSet Of(DeliveryFacts facts)
    {
        var rejected = Has(facts, DeliveryFacts.Rejected);
        var bounce = rejected ? DeliveryFacts.None : Worst(facts & DeliveryFacts.Bounced);
        return new()
        {
            Requests = 1,
            Rejected = Bit(rejected),
            Sends = Bit(!rejected),
            Deliveries = Bit(!rejected && bounce == DeliveryFacts.None && Has(facts, DeliveryFacts.Delivered)),
            InvalidAddresses = Bit(bounce == DeliveryFacts.BouncedInvalidAddress),
            BouncesSpam = Bit(bounce == DeliveryFacts.BouncedSpam),
            BouncesOther = Bit(bounce is DeliveryFacts.BouncedMailboxFull or DeliveryFacts.BouncedOther),
            Opens = Bit(Has(facts, DeliveryFacts.Opened)),
            Clicks = Bit(Has(facts, DeliveryFacts.Clicked)),
            MachineOpens = Bit((facts & (DeliveryFacts.Opened | DeliveryFacts.OpenedByMachine)) == DeliveryFacts.OpenedByMachine),
            MachineClicks = Bit((facts & (DeliveryFacts.Clicked | DeliveryFacts.ClickedByMachine)) == DeliveryFacts.ClickedByMachine),
            Unsubscriptions = Bit(Has(facts, DeliveryFacts.Unsubscribed)),
            SpamComplaints = Bit(Has(facts, DeliveryFacts.Complained)),
        };
    }

    /// <summary>Member-wise sum.</summary>
    public static CounterSet operator +(CounterSet left, CounterSet right) => left.Add(right, 1);

    /// <summary>Member-wise difference.</summary>
    public static CounterSet operator -(CounterSet left, CounterSet right) => left.Add(right, -1);

    /// <summary>Member-wise sum with <paramref name="other"/> taken <paramref name="times"/> times.</summary>
    public CounterSet Add(CounterSet other, int times) => new()
    {
        Requests = Requests + (times * other.Requests),
        Rejected = Rejected + (times * other.Rejected),
        Sends = Sends + (times * other.Sends),
        Deliveries = Deliveries + (times * other.Deliveries),
        InvalidAddresses = InvalidAddresses + (times * other.InvalidAddresses),
        BouncesSpam = BouncesSpam + (times * other.BouncesSpam),
        BouncesOther = BouncesOther + (times * other.BouncesOther),
        Opens = Opens + (times * other.Opens),
        Clicks = Clicks + (times * other.Clicks),
        MachineOpens = MachineOpens + (times * other.MachineOpens),
        MachineClicks = MachineClicks + (times * other.MachineClicks),
        Unsubscriptions = Unsubscriptions + (times * other.Unsubscriptions),
        SpamComplaints = SpamComplaints + (times * other.SpamComplaints),
    };

    // Until it is optimized, code with HasFlag makes two objects of each question: 2 KB a message in the first minute of a process.
    private static bool Has(DeliveryFacts facts, DeliveryFacts fact) => (facts & fact) != 0;

    private static long Bit(bool value) => value ? 1 : 0;

    // A delivery may gather several bounce bits (a refused attempt, then a report); it counts once, under the gravest.
    private static DeliveryFacts Worst(DeliveryFacts bounces) =>
        Has(bounces, DeliveryFacts.BouncedInvalidAddress) ? DeliveryFacts.BouncedInvalidAddress
        : Has(bounces, DeliveryFacts.BouncedSpam) ? DeliveryFacts.BouncedSpam
        : Has(bounces, DeliveryFacts.BouncedMailboxFull) ? DeliveryFacts.BouncedMailboxFull
        : Has(bounces, DeliveryFacts.BouncedOther) ? DeliveryFacts.BouncedOther
        : DeliveryFacts.None;
}
