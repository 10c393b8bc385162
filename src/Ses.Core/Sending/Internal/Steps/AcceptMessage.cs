using Ses.Composition.Internal.Raw;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Sending.Internal.Steps;

/// <summary>Stores the message with its deliveries, and writes the receipt.</summary>
internal sealed class AcceptMessage(SesServices services) : ISendStep
{
    public async ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var ids = await services.Ids.OpenAsync(cancellationToken).ConfigureAwait(false);
        var message = MessageOf(context, context.Id ?? ids.NextMessage(context.Now));
        var expires = context.Now + services.Options.Delivery.MaxAge;
        var deliveries = context.Recipients.ConvertAll(recipient =>
            DeliveryFactory.Create(message, ids.NextDelivery(context.Now), recipient.Mailbox, recipient.Kind, recipient.Hash, null, recipient.Refusal, context.Now, expires));
        var key = context.Request.IdempotencyKey is { } text
            ? new IdempotencyKey(text, RequestHash.Of(context.Request), context.Now + services.Options.Sending.IdempotencyLifetime)
            : null;
        var result = await AcceptAsync(new(message, deliveries, key), context.Now, cancellationToken).ConfigureAwait(false);
        context.Receipt = result switch
        {
            AcceptResult.Duplicate duplicate => await Receipts.FindAsync(services.Storage.Ledger, duplicate.Message, cancellationToken).ConfigureAwait(false),
            AcceptResult.KeyConflict => throw new SesException(
                SesErrorCode.IdempotencyConflict, $"the idempotency key '{key!.Key}' was used for another request; use a new key for a new message"),
            _ => Receipts.Of(message.Id, deliveries),
        };
        services.Nudge.Wake(message.Stream == MailStream.Transactional ? Work.Mail | Work.TransactionalMail : Work.Mail);
        if (result is AcceptResult.Accepted)
            Count(message.Stream, context.Receipt);
    }

    private async ValueTask<AcceptResult> AcceptAsync(Acceptance acceptance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = acceptance.Message;
        var way = message.Stream == MailStream.Transactional && acceptance.Deliveries.Any(delivery => delivery.State == DeliveryState.Queued) ? services.Sight.RightOfWay : null;
        way?.Expect(message.Id);
        AcceptResult? result = null;
        try
        {
            return result = await services.Storage.Ledger.AcceptAsync(acceptance, now, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (result is not AcceptResult.Accepted)
                way?.End(message.Id);
        }
    }

    private void Count(MailStream stream, SendReceipt receipt)
    {
        foreach (var recipient in receipt.Recipients)
            services.Metrics.Accept.Recipient(stream, recipient.Reason);
    }

    private static MailMessage MessageOf(SendContext context, MessageId id)
    {
        var request = context.Request;
        var message = new MailMessage
        {
            Account = context.Account,
            Id = id,
            AcceptedAt = context.Now,
            Stream = request.Stream,
            SenderDomain = context.Domain!.Name,
            Template = request.Template,
            TraceParent = Diagnostics.Internal.SesActivities.TraceParent(),
            Recipe = new()
            {
                From = context.From!,
                ReplyTo = context.ReplyTo,
                To = Shown(context, RecipientKind.To),
                Cc = Shown(context, RecipientKind.Cc),
                Subject = request.Subject,
                Content = context.Content ?? new RecipeContent.FromMime(default),
                Data = request.Data?.ToJson(),
                Attachments = [.. request.Attachments.Select(Stored)],
                Calendar = context.Calendar,
                Headers = [.. request.Headers.Select(header => new RecipeHeader(header.Key, header.Value))],
                Date = context.Now,
            },
        };
        if (context.Raw is not { } raw)
            return message;
        var mime = RawMail.Accepted(message, raw, hidesRefused: context.Recipients.Any(recipient => recipient.Refusal is not null && recipient.Kind != RecipientKind.Bcc));
        return message with { Recipe = message.Recipe with { Content = new RecipeContent.FromMime(mime) } };
    }

    private static List<Mailbox> Shown(SendContext context, RecipientKind kind) =>
        [.. context.Recipients.Where(recipient => recipient.Kind == kind && recipient.Refusal is null).Select(recipient => recipient.Mailbox)];

    // The bytes are the caller's; a copy keeps the stored message as it was accepted.
    private static RecipeAttachment Stored(Attachment attachment) => new(
        attachment.FileName,
        attachment.ContentType ?? Composition.MediaTypes.Of(attachment.FileName),
        attachment.Content.ToArray(),
        attachment.ContentId);
}
