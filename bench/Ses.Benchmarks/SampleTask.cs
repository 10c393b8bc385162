using System.Globalization;
using System.Security.Cryptography;
using Ses.Composition.Internal.Dkim;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;
using Ses.Templates.Internal;
using Ses.Throughput.Mail;

namespace Ses.Benchmarks;

/// <summary>A run of a sending task with the letter that bench/throughput.sh sends, as the task pump makes it.</summary>
internal static class SampleTask
{
    public static readonly DomainName Domain = DomainName.Parse("letters.harbour.example");
    public static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static TemplateSet Templates()
    {
        var draft = Letter.Draft();
        return TemplateSet.Compile(new(Letter.Subject, draft.Source, draft.Text, new Dictionary<string, MailTemplate>()), new());
    }

    public static DkimSigner Signer() => new(Domain, "ses1", new RsaDkimKey(RSA.Create(2048)));

    public static MailMessage Message(MessageId id, DateTimeOffset now) => new()
    {
        Account = AccountId.Default,
        Id = id,
        AcceptedAt = now,
        Stream = MailStream.Marketing,
        SenderDomain = Domain,
        Template = new(1),
        Recipe = new()
        {
            From = Mailbox.Parse("The Harbour Letter <editor@letters.harbour.example>"),
            Subject = Letter.Subject,
            Content = new RecipeContent.FromTemplate(new(new(1), 1), new Dictionary<string, TemplateVersionRef>()),
            Date = now,
        },
    };

    public static MailDelivery Delivery(MailMessage message, DeliveryId id, long number)
    {
        var recipient = EmailAddress.Parse(Readers.Address(number, 10));
        return new()
        {
            Id = id,
            Message = message.Id,
            Axes = new(message.Account, message.SenderDomain, recipient.Domain, message.Stream, message.Template, message.Task, message.AcceptedAt),
            Recipient = recipient,
            RecipientHash = AddressHash.Of(recipient),
            Data = Data(number),
            ExpiresAt = message.AcceptedAt.AddHours(72),
            DueAt = message.AcceptedAt,
            UpdatedAt = message.AcceptedAt,
        };
    }

    public static DeliveryOutcome Delivered(MailDelivery delivery, DateTimeOffset now) => new(
        delivery,
        new DeliveryDecision.Delivered(),
        new(now, TimeSpan.FromMilliseconds(12), "mx.readers.example", null, new(250, "2.0.0", string.Create(CultureInfo.InvariantCulture, $"Ok: queued as {delivery.Id}"))),
        DateOnly.FromDateTime(now.UtcDateTime),
        now);

    private static string Data(long number)
    {
        var data = new TemplateData();
        foreach (var (name, value) in Readers.Header.Split(',').Zip(Readers.Row(number, 10).Split(',')).Skip(1))
            data[name] = value;
        return data.ToJson();
    }
}
