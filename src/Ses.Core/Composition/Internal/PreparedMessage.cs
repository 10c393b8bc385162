using System.Buffers;
using MimeKit;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal;

/// <summary>A message with all that its recipients share. Safe for all threads; the same delivery gives the same bytes each time.</summary>
internal sealed class PreparedMessage(MailMessage message, Func<MailDelivery, RenderedContent> render, IReadOnlyList<DkimSigner> signers)
{
    /// <summary>What writes the bytes of one delivery.</summary>
    public IMailBody BodyFor(MailDelivery delivery) => new Body(this, delivery);

    private void Write(MailDelivery delivery, IBufferWriter<byte> destination, ServerAbilities abilities)
    {
        var mail = MailOf(delivery);
        mail.Prepare(abilities.HasFlag(ServerAbilities.EightBitMime) ? EncodingConstraint.EightBit : EncodingConstraint.SevenBit);
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        options.International = abilities.HasFlag(ServerAbilities.SmtpUtf8) && NeedsUtf8(delivery);
        using var bytes = new MemoryStream(8 * 1024);
        mail.WriteTo(options, bytes);
        var written = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        foreach (var signer in signers)
            destination.Write(signer.Sign(written, message.Recipe.Date));
        destination.Write(written);
    }

    private bool NeedsUtf8(MailDelivery delivery) =>
        delivery.Recipient.NeedsSmtpUtf8 || message.Recipe.From.Address.NeedsSmtpUtf8 || Shown(delivery).Any(mailbox => mailbox.Address.NeedsSmtpUtf8);

    private IEnumerable<Mailbox> Shown(MailDelivery delivery) =>
        (message.Recipe.To ?? [new(delivery.Recipient, delivery.RecipientName)]).Concat(message.Recipe.Cc).Concat(message.Recipe.ReplyTo);

    private MimeMessage MailOf(MailDelivery delivery)
    {
        var recipe = message.Recipe;
        var content = render(delivery);
        var mail = new MimeMessage { Date = recipe.Date.ToOffset(TimeSpan.Zero), MessageId = MessageIdOf(delivery), Subject = content.Subject };
        mail.From.Add(Box(recipe.From));
        mail.To.AddRange((recipe.To ?? [new(delivery.Recipient, delivery.RecipientName)]).Select(Box));
        mail.Cc.AddRange(recipe.Cc.Select(Box));
        mail.ReplyTo.AddRange(recipe.ReplyTo.Select(Box));
        // A mail to hidden recipients only still needs a destination field (RFC 5322 §3.6.3 allows none, receivers ask for one).
        if (mail.To.Count + mail.Cc.Count == 0)
            mail.To.Add(new GroupAddress("undisclosed-recipients"));
        foreach (var header in recipe.Headers)
            mail.Headers.Add(header.Name, header.Value);
        mail.Body = MimeBodies.Of(content, recipe.Attachments, message.Id.ToString());
        return mail;
    }

    // Each recipient of a task gets a mail of its own; the copies of a single message are one mail.
    private string MessageIdOf(MailDelivery delivery) =>
        $"{(message.Task is null ? message.Id.ToString() : delivery.Id.ToString())}@{message.SenderDomain}";

    private static MailboxAddress Box(Mailbox mailbox) => new(mailbox.DisplayName, mailbox.Address.ToString());

    private sealed class Body(PreparedMessage prepared, MailDelivery delivery) : IMailBody
    {
        public ValueTask WriteAsync(IBufferWriter<byte> destination, ServerAbilities abilities, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            prepared.Write(delivery, destination, abilities);
            return ValueTask.CompletedTask;
        }
    }
}
