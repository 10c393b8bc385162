using Ses.Feedback.Reading;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Feedback.Internal;

/// <summary>Reads a mail that came back, finds its deliveries, and records what it reports.</summary>
/// <param name="services">Store, keys, clock.</param>
/// <param name="account">The account whose deliveries count; null for all.</param>
internal sealed class FeedbackProcessor(SesServices services, AccountId? account) : IFeedback
{
    private readonly DeliveryMatcher _matcher = new(services.Storage.Ledger, services.ReturnPaths);

    public async Task<FeedbackResult> ProcessAsync(Stream mail, IReadOnlyList<EmailAddress>? recipients = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var bytes = await ReadAsync(mail, cancellationToken).ConfigureAwait(false);
        var report = ReportReader.Read(bytes);
        var match = await _matcher.MatchAsync(report, bytes, recipients ?? [], cancellationToken).ConfigureAwait(false);
        var reported = new List<ReportedRecipient>();
        foreach (var recipient in Named(report, match))
            reported.Add(await RecordAsync(report, recipient, match, cancellationToken).ConfigureAwait(false));
        if (reported.Exists(recipient => recipient.Outcome == FeedbackOutcome.Recorded))
            services.Nudge.Wake(Work.Facts);
        return new() { Kind = report.Kind, Recipients = reported, Complaint = report.Complaint, OriginalMessageId = report.MessageIds is [var id, ..] ? id : null };
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream mail, CancellationToken cancellationToken)
    {
        var max = services.Options.Feedback.MaxOctets;
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (bytes.Length < max && await mail.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            bytes.Write(buffer, 0, (int)Math.Min(read, max - bytes.Length));
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    // An automatic reply names nobody, but a return path may tell whose it is.
    private static IReadOnlyList<ReportedRecipient> Named(ReadReport report, ReportMatch match)
    {
        if (report.Recipients.Count == 0)
            return match.IsForged || match.Deliveries.Count == 1 ? [new ReportedRecipient()] : [];
        // A proved delivery is one: where its recipient is a list whose members are reported one by one, the first who failed stands for it.
        var isNamed = !match.IsProved || report.Recipients.Count == 1 || report.Recipients.Any(recipient => match.For(recipient, report.Recipients.Count) is not null);
        return isNamed ? report.Recipients : [report.Recipients.FirstOrDefault(recipient => recipient.Action == FeedbackAction.Failed) ?? report.Recipients[0]];
    }

    private async ValueTask<ReportedRecipient> RecordAsync(ReadReport report, ReportedRecipient recipient, ReportMatch match, CancellationToken cancellationToken)
    {
        if (match.IsForged)
            return recipient with { Outcome = FeedbackOutcome.Forged };
        var delivery = match.For(recipient, match.IsProved ? 1 : report.Recipients.Count);
        if (delivery is null || (account is { } own && delivery.Axes.Account != own))
            return recipient with { Outcome = FactOf(report.Kind, recipient) is null ? FeedbackOutcome.Noted : FeedbackOutcome.Unmatched };
        var matched = recipient with { Delivery = delivery.Id, Recipient = recipient.Recipient ?? delivery.Recipient.ToString() };
        if (FactOf(report.Kind, recipient) is not { } kind)
            return matched with { Outcome = FeedbackOutcome.Noted };
        var now = services.Time.GetUtcNow();
        var fact = new LateFact(delivery.Id, kind, now, report.SourceId, recipient.Class, Detail: DetailOf(report, recipient));
        var recorded = await services.Storage.Ledger.RecordAsync([fact], services.Rules, now, cancellationToken).ConfigureAwait(false);
        return matched with { Outcome = recorded == 1 ? FeedbackOutcome.Recorded : FeedbackOutcome.Duplicate };
    }

    private static FactKind? FactOf(FeedbackKind kind, ReportedRecipient recipient) => kind switch
    {
        FeedbackKind.Bounce when recipient.Action == FeedbackAction.Failed => FactKind.Bounced,
        FeedbackKind.Complaint => FactKind.Complained,
        FeedbackKind.OptOut => FactKind.Unsubscribed,
        _ => null,
    };

    private static string? DetailOf(ReadReport report, ReportedRecipient recipient) => report.Complaint is { } complaint
        ? $"{complaint.FeedbackType} {complaint.UserAgent}".Trim()
        : recipient.Reply is { } reply ? (reply.Code == 0 ? $"{reply.EnhancedCode} {reply.Text}".Trim() : reply.ToString()) : null;
}
