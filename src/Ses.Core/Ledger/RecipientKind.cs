namespace Ses.Ledger;

/// <summary>In which header a recipient is shown.</summary>
public enum RecipientKind
{
    /// <summary>Shown in To.</summary>
    To,

    /// <summary>Shown in Cc.</summary>
    Cc,

    /// <summary>In no copy's headers.</summary>
    Bcc,
}
