using Ses.Composition;
using Ses.Composition.Internal;
using Ses.Feedback.Reading;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Feedback.Internal;

/// <summary>Finds the deliveries that a report is about: by a return path that only we can have made, else by the Message-ID and the recipient it names.</summary>
internal sealed class DeliveryMatcher(IMailLedger ledger, ReturnPaths returnPaths)
{
    private const int MaxDeliveries = 1_000;

    public async ValueTask<ReportMatch> MatchAsync(
        ReadReport report, ReadOnlyMemory<byte> mail, IReadOnlyList<EmailAddress> recipients, CancellationToken cancellationToken)
    {
        var destinations = recipients.Select(recipient => recipient.LocalPart).Concat(report.Destinations.Select(LocalPartOf)).ToList();
        if (await ProveAsync(destinations, cancellationToken).ConfigureAwait(false) is { } proved)
            return await ByReturnPathAsync(proved, cancellationToken).ConfigureAwait(false);
        if (destinations.Exists(local => ReturnPath.TryRead(local, out _, out _)))
            return ReportMatch.Forged;
        if (await ProveAsync(ReturnPathScan.In(mail.Span), cancellationToken).ConfigureAwait(false) is { } quoted)
            return await ByReturnPathAsync(quoted, cancellationToken).ConfigureAwait(false);
        return await ByMessageIdAsync(report, cancellationToken).ConfigureAwait(false);
    }

    private static string LocalPartOf(string address) => address[..address.IndexOf('@', StringComparison.Ordinal)];

    private async ValueTask<DeliveryId?> ProveAsync(IReadOnlyList<string> localParts, CancellationToken cancellationToken)
    {
        foreach (var local in localParts)
        {
            if (await returnPaths.ProveAsync(local, cancellationToken).ConfigureAwait(false) is { } delivery)
                return delivery;
        }

        return null;
    }

    private async ValueTask<ReportMatch> ByReturnPathAsync(DeliveryId id, CancellationToken cancellationToken) =>
        await ledger.FindDeliveryAsync(id, cancellationToken).ConfigureAwait(false) is { } delivery ? new([delivery], IsProved: true) : ReportMatch.None;

    // Anyone may write a Message-ID, and ours can be guessed: only a mail that was attempted counts, to a recipient whom the report names.
    private async ValueTask<ReportMatch> ByMessageIdAsync(ReadReport report, CancellationToken cancellationToken)
    {
        foreach (var id in report.MessageIds)
        {
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { Count: > 0 } deliveries)
                return new([.. deliveries.Where(delivery => delivery.Attempts > 0 || delivery.Owner != NodeEpoch.None)], IsProved: false);
        }

        return ReportMatch.None;
    }

    // The left side is a delivery's id in a task, else the message's.
    private async ValueTask<IReadOnlyList<MailDelivery>> FindAsync(string messageId, CancellationToken cancellationToken)
    {
        var at = messageId.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !DomainName.TryParse(messageId[(at + 1)..], out var domain))
            return [];
        if (DeliveryId.TryParse(messageId[..at], out var id) && await ledger.FindDeliveryAsync(id, cancellationToken).ConfigureAwait(false) is { } delivery)
            return delivery.Axes.SenderDomain == domain ? [delivery] : [];
        if (!MessageId.TryParse(messageId[..at], out var message) || await ledger.FindMessageAsync(message, cancellationToken).ConfigureAwait(false) is not { Task: null } found)
            return [];
        return found.SenderDomain == domain ? await ledger.ListDeliveriesAsync(message, null, MaxDeliveries, cancellationToken).ConfigureAwait(false) : [];
    }
}

/// <summary>The deliveries that a report may be about.</summary>
/// <param name="Deliveries">One where it is proved; those of the message else.</param>
/// <param name="IsProved">True where a return path of ours proves it.</param>
internal sealed record ReportMatch(IReadOnlyList<MailDelivery> Deliveries, bool IsProved)
{
    public static ReportMatch None { get; } = new([], false);

    /// <summary>It came to a return path that we never made.</summary>
    public static ReportMatch Forged { get; } = new([], false) { IsForged = true };

    /// <summary>True for <see cref="Forged"/>.</summary>
    public bool IsForged { get; private init; }

    /// <summary>The delivery to a recipient of the report; null where that cannot be told.</summary>
    public MailDelivery? For(ReportedRecipient recipient, int recipients)
    {
        var named = Deliveries.FirstOrDefault(delivery => IsOf(delivery, recipient.Recipient) || IsOf(delivery, recipient.FinalRecipient));
        if (named is not null || Deliveries is not [var only])
            return named;
        // A single delivery and nobody named (redacted); or the delivery is proved, and its recipient forwards mail to the one who is named.
        return recipient.Recipient is null || (IsProved && recipients == 1) ? only : null;
    }

    private static bool IsOf(MailDelivery delivery, string? address) =>
        EmailAddress.TryParse(address, out var parsed) && parsed.Equals(delivery.Recipient);
}
