using Ses.Feedback.Internal;
using Ses.Scheduling.Internal;

namespace Ses.Smtp.ReturnMail;

/// <summary>Brings in what takes mail that came back: listeners, mailboxes, Maildirs. All record for every account.</summary>
internal sealed class ReturnMailGuest(SmtpOptions options) : IEngineGuest, IDisposable
{
    // A lost lease ends a session of the engine, not the listening: bounces need no lease.
    private readonly Dictionary<BounceListenerOptions, BounceListener> _listeners = [];

    public void Dispose()
    {
        foreach (var listener in _listeners.Values)
            listener.Dispose();
    }

    public IEnumerable<IPump> Join(SesServices services)
    {
        var feedback = new FeedbackProcessor(services, account: null);
        foreach (var listener in options.Listeners)
        {
            if (!_listeners.TryGetValue(listener, out var open))
                _listeners.Add(listener, open = new(listener, services, feedback));
            yield return new BounceListenerPump(open);
        }

        foreach (var mailbox in options.Mailboxes)
            yield return new ImapMailboxPump(mailbox, feedback, services);
        foreach (var maildir in options.Maildirs)
            yield return new MaildirPump(maildir, feedback, services.Time);
    }
}
