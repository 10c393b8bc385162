using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests;

/// <summary>Records as the policies get them.</summary>
internal static class Sample
{
    public static DateTimeOffset Now { get; } = new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero);

    public static DomainName Domain { get; } = DomainName.Parse("news.example");

    public static MailDelivery Delivery(string to = "ada@reader.example", int number = 1, MailStream stream = MailStream.Transactional, SendingTaskId? task = null)
    {
        var recipient = EmailAddress.Parse(to);
        return new()
        {
            Id = new(OrderedId.Pack(Cohort.Of(Now), new(1), (ulong)number)),
            Message = new(OrderedId.Pack(Cohort.Of(Now), new(1), 1_000)),
            Axes = new(AccountId.Default, Domain, recipient.Domain, stream, null, task, Now),
            Recipient = recipient,
            RecipientHash = AddressHash.Of(recipient),
            ExpiresAt = Now + TimeSpan.FromHours(72),
            DueAt = Now,
        };
    }

    public static DeliveryOutcome Outcome(MailDelivery delivery, DeliveryDecision decision, DateOnly? charged = null) =>
        new(delivery, decision, new(Now, TimeSpan.FromSeconds(1), "mx.reader.example:25", null, new(250, "2.0.0", "ok")), charged, Now + TimeSpan.FromSeconds(1));
}
