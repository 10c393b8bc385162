using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.Storage.Sql.Tests;

/// <summary>Messages with their deliveries, to recipients of many domains.</summary>
internal sealed class SampleLetters(NodeEpoch epoch)
{
    private static readonly DomainName Sender = DomainName.Parse("shop.example");

    private long _counter;

    public Acceptance Letter(DateTimeOffset now, int recipients, string name)
    {
        var message = new MailMessage
        {
            Account = default,
            Id = new(Next(now)),
            AcceptedAt = now,
            Stream = MailStream.Transactional,
            SenderDomain = Sender,
            Recipe = new()
            {
                From = Mailbox.Parse("news@shop.example"),
                Subject = "News",
                Content = new RecipeContent.FromParts(null, "Hello"),
                Attachments = [new("terms.txt", "text/plain", new byte[] { 1, 2, 3 })],
                Date = now,
            },
        };
        return new(message, [.. Enumerable.Range(0, recipients).Select(i => Delivery(message, EmailAddress.Parse($"{name}.{i}@d{i % 40}.example"), now))]);
    }

    public static SendingTask Task(DateTimeOffset now) => new()
    {
        Account = default,
        Id = default,
        Schedule = new(TaskType.Batch),
        Groups = [new(1)],
        Template = new(1),
        Subject = "News",
        From = Mailbox.Parse("news@shop.example"),
        SenderDomain = Sender,
        CreatedAt = now,
        NextStepAt = now,
    };

    private MailDelivery Delivery(MailMessage message, EmailAddress recipient, DateTimeOffset now) => new()
    {
        Id = new(Next(now)),
        Message = message.Id,
        Axes = new(default, Sender, recipient.Domain, message.Stream, null, null, now),
        Recipient = recipient,
        RecipientHash = AddressHash.Of(recipient),
        ExpiresAt = now.AddHours(72),
        DueAt = now,
        UpdatedAt = now,
    };

    private UInt128 Next(DateTimeOffset now) => new(((ulong)(uint)Cohort.Of(now).Day << 32) | (uint)epoch.Value, (ulong)Interlocked.Increment(ref _counter));
}
