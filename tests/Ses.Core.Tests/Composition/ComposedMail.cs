using System.Buffers;
using MimeKit;
using Ses.Composition.Internal;
using Ses.Composition.Internal.Dkim;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;
using Ses.Templates.Internal;

namespace Ses.Core.Tests.Composition;

/// <summary>Composes mail for tests, without an engine around it.</summary>
internal static class ComposedMail
{
    public static readonly DateTimeOffset Date = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static readonly DomainName Domain = DomainName.Parse("news.example.com");

    public static MessageRecipe Recipe(string? html = null, string? text = "hello\n", string subject = "Hello") => new()
    {
        From = Mailbox.Parse("Shop <shop@news.example.com>"),
        To = [Mailbox.Parse("ada@example.org")],
        Subject = subject,
        Content = new RecipeContent.FromParts(html, text),
        Date = Date,
    };

    public static MailMessage Message(MessageRecipe recipe, MailStream stream = MailStream.Transactional, SendingTaskId? task = null) => new()
    {
        Account = new("main"),
        Id = new(0x1234),
        AcceptedAt = Date,
        Stream = stream,
        SenderDomain = Domain,
        Recipe = recipe,
        Task = task,
    };

    public static MailDelivery Delivery(MailMessage message, string recipient = "ada@example.org", ulong id = 0x99, string? data = null)
    {
        var mailbox = Mailbox.Parse(recipient);
        return new()
        {
            Id = new(id),
            Message = message.Id,
            Axes = new(message.Account, message.SenderDomain, mailbox.Address.Domain, message.Stream, null, message.Task, Date),
            Recipient = mailbox.Address,
            RecipientName = mailbox.DisplayName,
            RecipientHash = AddressHash.Of(mailbox.Address),
            Data = data,
            ExpiresAt = Date,
        };
    }

    public static PreparedMessage Prepare(MailMessage message, params DkimSigner[] signers) => MessageComposer.Prepare(message, null, signers, new());

    /// <summary>A task's message: everything differs from recipient to recipient.</summary>
    public static PreparedMessage PrepareTask(MailMessage message, string subject, string? html, string? text, params DkimSigner[] signers)
    {
        var templates = TemplateSet.Compile(new(subject, html, text, new Dictionary<string, MailTemplate>()), new());
        var recipe = message.Recipe with { To = null, Subject = subject, Content = new RecipeContent.FromTemplate(new(new(1), 1), new Dictionary<string, TemplateVersionRef>()) };
        return MessageComposer.Prepare(message with { Recipe = recipe }, templates, signers, new());
    }

    public static byte[] Write(PreparedMessage prepared, MailDelivery delivery, ServerAbilities abilities = ServerAbilities.None)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var written = prepared.BodyFor(delivery).WriteAsync(bytes, abilities, CancellationToken.None);
        Assert.True(written.IsCompletedSuccessfully);
        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Write(MessageRecipe recipe, ServerAbilities abilities = ServerAbilities.None, MailStream stream = MailStream.Transactional)
    {
        var message = Message(recipe, stream);
        return Write(Prepare(message), Delivery(message), abilities);
    }

    public static MimeMessage Parse(byte[] mail) => MimeMessage.Load(new MemoryStream(mail));

    public static string Text(byte[] mail) => System.Text.Encoding.UTF8.GetString(mail);
}
