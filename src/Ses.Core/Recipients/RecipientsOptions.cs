namespace Ses.Recipients;

/// <summary>Options of recipient groups.</summary>
public sealed class RecipientsOptions
{
    /// <summary>Recipients a group may have; 50,000 by default.</summary>
    public long MaxMembers { get; set; } = 50_000;

    /// <summary>Rows a CSV file may have, unless the import's own options say otherwise; 10,000 by default (guide, Recipient Group).</summary>
    public int MaxImportRows { get; set; } = 10_000;
}
