using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>The line in which a delivery waits. Deliveries are claimed by lane, so that one slow domain holds up nobody else.</summary>
/// <param name="Account">Whose mail.</param>
/// <param name="Stream">Transactional lanes are served before marketing lanes.</param>
/// <param name="RecipientDomain">The domain behind the at sign; MX roll-up is looked up when claiming, never stored.</param>
public readonly record struct LaneKey(AccountId Account, MailStream Stream, DomainName RecipientDomain) : IComparable<LaneKey>
{
    /// <inheritdoc/>
    public int CompareTo(LaneKey other)
    {
        // As numbers: enumerations compare as objects.
        var byStream = ((int)Stream).CompareTo((int)other.Stream);
        var byAccount = byStream != 0 ? byStream : Account.CompareTo(other.Account);
        return byAccount != 0 ? byAccount : RecipientDomain.CompareTo(other.RecipientDomain);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Account}/{Stream}/{RecipientDomain}";
}
