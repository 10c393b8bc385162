using System.Collections.Concurrent;
using Ses.Primitives;
using Ses.Smtp.Receiving;

namespace Ses.Testing;

/// <summary>Answers for the simulated mailboxes.</summary>
internal sealed class SimulatedReceiver(SimulatedMailServerOptions options, SimulatedServerLog log, TimeProvider time) : ISmtpReceiver
{
    private readonly ConcurrentDictionary<string, byte> _seen = new(StringComparer.OrdinalIgnoreCase);

    public bool WantsContent => options.KeepMessages;

    public ValueTask<SmtpResponse> OnSenderAsync(EmailAddress? sender, CancellationToken cancellationToken)
    {
        log.Begin();
        return new(SmtpResponse.Ok);
    }

    public async ValueTask<SmtpResponse> OnRecipientAsync(SmtpTransaction transaction, EmailAddress recipient, CancellationToken cancellationToken)
    {
        var mailbox = SimulatedMailboxes.Of(recipient.LocalPart);
        var response = await AnswerAsync(mailbox, recipient, cancellationToken).ConfigureAwait(false);
        log.Answered(mailbox, response.Code);
        return response;
    }

    public ValueTask<SmtpResponse> OnMessageAsync(SmtpTransaction transaction, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var message = new SimulatedMessage(
            transaction.Sender?.ToString() ?? "", [.. transaction.Recipients.Select(recipient => recipient.ToString())], options.KeepMessages ? content.ToArray() : default);
        var fault = options.Fault?.Invoke(message) ?? SimulatedFault.None;
        if (fault != SimulatedFault.LostMessage)
            log.Take(message);
        return new(fault == SimulatedFault.None ? SmtpResponse.Ok : new SmtpResponse(0, "", Closes: true));
    }

    private async ValueTask<SmtpResponse> AnswerAsync(SimulatedMailbox mailbox, EmailAddress recipient, CancellationToken cancellationToken)
    {
        switch (mailbox)
        {
            case SimulatedMailbox.Bounce:
                return new(550, "5.1.1 no such mailbox");
            case SimulatedMailbox.Full:
                return IsFirst(recipient) ? new(452, "4.2.2 the mailbox is full") : new(552, "5.2.2 the mailbox is full");
            case SimulatedMailbox.Spam:
                return new(550, "5.7.1 taken for spam");
            case SimulatedMailbox.Slow:
                await Task.Delay(options.SlowAnswer, time, cancellationToken).ConfigureAwait(false);
                return SmtpResponse.Ok;
            case SimulatedMailbox.Greylist:
                return IsFirst(recipient) ? new(450, "4.7.1 greylisted, try again later") : SmtpResponse.Ok;
            case SimulatedMailbox.RateLimited:
                return IsFirst(recipient) ? new(421, "4.7.0 too many messages, try again later", Closes: true) : SmtpResponse.Ok;
            default:
                return SmtpResponse.Ok;
        }
    }

    private bool IsFirst(EmailAddress recipient) => _seen.TryAdd(recipient.NormalForm, 0);
}
