using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Makes messages and deliveries as the send pipeline and the task pump would.</summary>
internal sealed class SampleMail(SampleIds ids)
{
    public static readonly DomainName SenderDomain = DomainName.Parse("shop.example");
    public static readonly EmailAddress Sender = EmailAddress.Parse("news@shop.example");

    public SampleIds Ids => ids;

    public MailMessage Message(DateTimeOffset now) => new()
    {
        Account = AccountId.Default,
        Id = ids.Message(now),
        AcceptedAt = now,
        Stream = MailStream.Transactional,
        SenderDomain = SenderDomain,
        Recipe = new()
        {
            From = new(Sender, "The shop"),
            Subject = "Your order",
            Content = new RecipeContent.FromParts("<p>Thank you</p>", null),
            Date = now,
        },
    };

    public MailDelivery Delivery(MailMessage message, EmailAddress recipient, DateTimeOffset now) => new()
    {
        Id = ids.Delivery(now),
        Message = message.Id,
        Axes = new(message.Account, message.SenderDomain, recipient.Domain, message.Stream, message.Template, message.Task, now),
        Recipient = recipient,
        RecipientHash = AddressHash.Of(recipient),
        ExpiresAt = now.AddHours(72),
        DueAt = now,
        UpdatedAt = now,
    };

    /// <summary>A recipient refused at acceptance.</summary>
    public MailDelivery Rejected(MailMessage message, EmailAddress recipient, DateTimeOffset now) => Delivery(message, recipient, now) with
    {
        State = DeliveryState.Rejected,
        Facts = DeliveryFacts.Rejected,
        Sequence = 1,
        LastReply = new(0, null, "RecipientBlocked: the recipient unsubscribed"),
    };

    public Acceptance Letter(MailMessage message, DateTimeOffset now, params IEnumerable<string> recipients) =>
        new(message, [.. recipients.Select(recipient => Delivery(message, EmailAddress.Parse(recipient), now))]);

    public Acceptance Letter(DateTimeOffset now, params IEnumerable<string> recipients) => Letter(Message(now), now, recipients);

    public static IEnumerable<string> Recipients(int count, string domain = "example.net") =>
        Enumerable.Range(1, count).Select(number => $"reader{number}@{domain}");
}
