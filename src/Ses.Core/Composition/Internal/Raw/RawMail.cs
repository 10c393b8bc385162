using System.Text;
using Ses.Composition.Internal.Fields;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Composition.Internal.Raw;

/// <summary>A field of a whole mail.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">All of it, with its folds and its last CRLF.</param>
internal sealed record RawField(string Name, ReadOnlyMemory<byte> Bytes)
{
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A whole mail as the caller gave it: read, cleaned, and given what acceptance gives.</summary>
/// <param name="Fields">Those that are kept.</param>
/// <param name="Body">Behind the empty line.</param>
internal sealed record RawMail(IReadOnlyList<RawField> Fields, ReadOnlyMemory<byte> Body)
{
    /// <summary>The stored form: with the message's Date and Message-ID, and without recipients who were refused.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="hidesRefused">Whether some recipients were refused: then To and Cc name the others only.</param>
    public static byte[] Accepted(MailMessage message, RawMail mail, bool hidesRefused)
    {
        var bytes = new ByteBuffer(mail.Body.Length + 4096);
        foreach (var field in mail.Fields)
        {
            if (!(hidesRefused && (field.Is("To") || field.Is("Cc"))))
                bytes.Append(field.Bytes.Span);
        }

        if (hidesRefused)
            AddRecipients(bytes, message.Recipe);
        else if (!mail.Fields.Any(field => field.Is("To") || field.Is("Cc")))
            Add(bytes, "To", "undisclosed-recipients:;");
        Add(bytes, "Date", MailHeader.DateText(message.Recipe.Date));
        Add(bytes, "Message-ID", MailHeader.MessageIdOf(message));
        if (!mail.Fields.Any(field => field.Is("MIME-Version")))
            Add(bytes, "MIME-Version", "1.0");
        bytes.Append("\r\n"u8);
        bytes.Append(mail.Body.Span);
        if (!mail.Body.IsEmpty && !mail.Body.Span.EndsWith("\r\n"u8))
            bytes.Append("\r\n"u8);
        return bytes.Written.ToArray();
    }

    private static void AddRecipients(ByteBuffer bytes, MessageRecipe recipe)
    {
        if (recipe.To is { Count: > 0 } to)
            Add(bytes, "To", to);
        if (recipe.Cc.Count > 0)
            Add(bytes, "Cc", recipe.Cc);
        if (recipe.To is not { Count: > 0 } && recipe.Cc.Count == 0)
            Add(bytes, "To", "undisclosed-recipients:;");
    }

    private static void Add(ByteBuffer bytes, string name, string value) => bytes.Append(Encoding.ASCII.GetBytes($"{name}: {value}\r\n"));

    private static void Add(ByteBuffer bytes, string name, IReadOnlyList<Mailbox> mailboxes)
    {
        var field = new FieldWriter(bytes, name);
        MailboxText.WriteList(ref field, mailboxes, utf8: false);
        field.End();
    }
}
