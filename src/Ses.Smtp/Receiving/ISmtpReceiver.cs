using Ses.Primitives;

namespace Ses.Smtp.Receiving;

/// <summary>Decides what a receiving session answers.</summary>
internal interface ISmtpReceiver
{
    /// <summary>True where messages are wanted; otherwise their bytes are read, counted and thrown away.</summary>
    bool WantsContent { get; }

    /// <summary>To MAIL FROM; a null sender is the null path.</summary>
    ValueTask<SmtpResponse> OnSenderAsync(EmailAddress? sender, CancellationToken cancellationToken);

    /// <summary>To RCPT TO.</summary>
    ValueTask<SmtpResponse> OnRecipientAsync(SmtpTransaction transaction, EmailAddress recipient, CancellationToken cancellationToken);

    /// <summary>To the end of the message: from here on it is the receiver's.</summary>
    ValueTask<SmtpResponse> OnMessageAsync(SmtpTransaction transaction, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>A transaction under way.</summary>
internal sealed class SmtpTransaction(EmailAddress? sender)
{
    public EmailAddress? Sender => sender;

    /// <summary>True where the sender asked for SMTPUTF8.</summary>
    public bool IsInternational { get; init; }

    /// <summary>Recipients that were accepted.</summary>
    public List<EmailAddress> Recipients { get; } = [];
}

/// <summary>An answer.</summary>
/// <param name="Code">The reply code.</param>
/// <param name="Text">Enhanced code and text.</param>
/// <param name="Closes">True where the connection ends with it (421).</param>
internal readonly record struct SmtpResponse(int Code, string Text, bool Closes = false)
{
    public static SmtpResponse Ok { get; } = new(250, "2.0.0 ok");

    public bool IsPositive => Code is >= 200 and < 400;
}
