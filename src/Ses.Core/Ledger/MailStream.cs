namespace Ses.Ledger;

/// <summary>What kind of mail it is: transactional mail goes first and has a reserved share of the quota; marketing mail carries unsubscribe headers.</summary>
public enum MailStream
{
    /// <summary>Triggered by what one person did: codes, receipts, alerts. The default of <c>SendAsync</c>. Bulk mail lets it pass: two of its attempts begin before it at most.</summary>
    Transactional,

    /// <summary>Sent to many: newsletters, offers, announcements. The default of sending tasks.</summary>
    Marketing,
}
