using System.Buffers;
using Ses.Composition.Internal.Bodies;
using Ses.Composition.Internal.Dkim;
using Ses.Composition.Internal.Raw;
using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Composition.Internal;

/// <summary>
/// A message with all that its recipients share. Safe for all threads: what is made twice at the same time is made alike. The same delivery gives the same bytes
/// each time, for a server of the same abilities.
/// </summary>
internal sealed class PreparedMessage(MailMessage message, MessageContent content, IReadOnlyList<DkimSigner> signers, UnsubscribeLinks links)
{
    private readonly BodyLayout?[] _bodies = new BodyLayout?[2];
    private readonly MailLayout?[] _layouts = new MailLayout?[4];
    private readonly FinishedMail?[] _finished = new FinishedMail?[4];

    /// <summary>What writes the bytes of one delivery.</summary>
    public IMailBody BodyFor(MailDelivery delivery) => new Body(this, delivery);

    /// <summary>Octets that are kept for it, roughly.</summary>
    public long Octets { get; } =
        message.Recipe.Attachments.Sum(file => 3L * file.Content.Length) + (message.Recipe.Content is RecipeContent.FromMime mime ? 3L * mime.Mime.Length : 0);

    private void Write(MailDelivery delivery, IBufferWriter<byte> destination, ServerAbilities abilities)
    {
        var eightBit = abilities.HasFlag(ServerAbilities.EightBitMime);
        // Addresses in UTF-8 want a transaction that says so (RFC 6531 §3.4), which it does where the envelope asks for it.
        var utf8 = abilities.HasFlag(ServerAbilities.SmtpUtf8) && (delivery.Recipient.NeedsSmtpUtf8 || message.Recipe.From.Address.NeedsSmtpUtf8);
        if (content is MessageContent.Raw || (message.Task is null && delivery.Data is null && links.OneClick is null))
            Finished(delivery, eightBit, utf8).Write(destination);
        else
            Compose(delivery, eightBit, utf8, destination);
    }

    private FinishedMail Finished(MailDelivery delivery, bool eightBit, bool utf8) =>
        _finished[Index(eightBit, utf8)] ??= content is MessageContent.Raw raw
            ? RawComposer.Finish(message, raw.Mail, eightBit, signers, links)
            : Finish(delivery, eightBit, utf8);

    private FinishedMail Finish(MailDelivery delivery, bool eightBit, bool utf8)
    {
        using var work = Workspace.Rent();
        var head = new ByteBuffer();
        content.Write(delivery, work.Texts);
        var layout = LayoutFor(work.Texts, utf8);
        var body = layout.Body.Encode(eightBit, work);
        WriteHead(layout, delivery, body, utf8, work, head);
        return new(head.Written.ToArray(), layout.Body.Keep(body));
    }

    private void Compose(MailDelivery delivery, bool eightBit, bool utf8, IBufferWriter<byte> destination)
    {
        using var work = Workspace.Rent();
        content.Write(delivery, work.Texts);
        var layout = LayoutFor(work.Texts, utf8);
        var body = layout.Body.Encode(eightBit, work);
        WriteHead(layout, delivery, body, utf8, work, destination);
        layout.Body.Write(body, destination);
    }

    private void WriteHead(
        MailLayout layout, MailDelivery delivery, in EncodedBody body, bool utf8, Workspace work, IBufferWriter<byte> destination)
    {
        layout.Header.Write(work, new()
        {
            Recipient = new(delivery.Recipient, delivery.RecipientName),
            Subject = work.Texts.Subject.Written,
            Id = delivery.Id.Value,
            Domain = message.SenderDomain,
            Encoding = body.Encoding,
            Utf8 = utf8,
            ListUnsubscribe = links.OneClick is null ? null : links.ValueFor(message.Recipe, delivery),
        });
        if (layout.Stamps.Count > 0)
            layout.Body.Hash(body, work);
        foreach (var stamp in layout.Stamps)
            stamp.Write(work.Hash, work.Canonical, destination);
        destination.Write(work.Header.Written);
        destination.Write("\r\n"u8);
    }

    private MailLayout LayoutFor(MailTexts texts, bool utf8) => _layouts[Index(texts.HasHtml, utf8)] ??= Layout(texts.HasHtml, utf8);

    private MailLayout Layout(bool hasHtml, bool utf8)
    {
        var body = _bodies[hasHtml ? 1 : 0] ??= BodyCompiler.Compile(BodyTree.Of(message.Recipe, hasHtml), message.Id.ToString());
        var header = MailHeader.Compile(message, body, content, links, utf8);
        return new(header, body, [.. signers.Select(signer => signer.Stamp(header.Names, message.Recipe.Date))]);
    }

    private static int Index(bool first, bool second) => (first ? 1 : 0) | (second ? 2 : 0);

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
