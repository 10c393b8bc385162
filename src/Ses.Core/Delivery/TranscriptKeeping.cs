namespace Ses.Delivery;

/// <summary>Of which attempts the dialogue with the server is kept, in <see cref="Ledger.AttemptReport.Transcript"/>.</summary>
public enum TranscriptKeeping
{
    /// <summary>Of those that did not deliver. The others keep host, answer and TLS.</summary>
    NotDelivered,

    /// <summary>Of all.</summary>
    All,

    /// <summary>Of none.</summary>
    None,
}
