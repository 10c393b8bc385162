using Ses.Ledger;

namespace Ses.Callbacks.Internal;

/// <summary>What a message adds to the callbacks of one of its deliveries.</summary>
/// <param name="From">The sender without a display name, as it was given.</param>
/// <param name="Subject">As this recipient reads it; null where it can no longer be told.</param>
/// <param name="Custom">The message's own remark.</param>
internal sealed record MessageFacts(string From, string? Subject, string? Custom)
{
    /// <summary>The Message-ID: the copies of a single message are one mail, each recipient of a task gets a mail of its own.</summary>
    public static string MessageIdOf(CallbackDue due) => due.Task is null ? $"<{due.Message}@{due.SenderDomain}>" : $"<{due.Fact.Delivery}@{due.SenderDomain}>";
}
