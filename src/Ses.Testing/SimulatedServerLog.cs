using Ses.Primitives;

namespace Ses.Testing;

/// <summary>What a <see cref="SimulatedMailServer"/> saw. Safe to read while it runs.</summary>
public sealed class SimulatedServerLog
{
    private readonly Lock _lock = new();
    private readonly bool _keepsMessages;
    private readonly List<SimulatedMessage> _messages = [];
    private readonly Dictionary<string, int> _acceptedPerRecipient = [];
    private readonly Dictionary<SimulatedMailbox, long> _mailboxes = [];
    private readonly Dictionary<int, long> _codes = [];
    private readonly Dictionary<string, long> _domains = [];
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private long _connections;
    private long _tlsConnections;
    private long _open;
    private long _mostOpen;
    private long _begun;
    private long _accepted;

    internal SimulatedServerLog(bool keepsMessages) => _keepsMessages = keepsMessages;

    /// <summary>Messages begun: senders taken, whatever came behind.</summary>
    public long Begun => Locked(() => _begun);

    /// <summary>Messages accepted, one a recipient.</summary>
    public long Accepted => Locked(() => _accepted);

    /// <summary>Connections made.</summary>
    public long Connections => Locked(() => _connections);

    /// <summary>Connections that went over to TLS and have ended.</summary>
    public long TlsConnections => Locked(() => _tlsConnections);

    /// <summary>The most connections open at once.</summary>
    public long MostConnectionsAtOnce => Locked(() => _mostOpen);

    /// <summary>How often each recipient got a message; nobody twice is what a sender wants to see. By address in its normal form.</summary>
    public IReadOnlyDictionary<string, int> AcceptedPerRecipient => Locked(() => new Dictionary<string, int>(_acceptedPerRecipient));

    /// <summary>Accepted messages by recipient domain.</summary>
    public IReadOnlyDictionary<string, long> AcceptedPerDomain => Locked(() => new Dictionary<string, long>(_domains));

    /// <summary>Answers to RCPT TO by reply code.</summary>
    public IReadOnlyDictionary<int, long> RecipientAnswers => Locked(() => new Dictionary<int, long>(_codes));

    /// <summary>Answers to RCPT TO by kind of mailbox.</summary>
    public IReadOnlyDictionary<SimulatedMailbox, long> Mailboxes => Locked(() => new Dictionary<SimulatedMailbox, long>(_mailboxes));

    /// <summary>The messages accepted, in their order; empty where they are not kept.</summary>
    public IReadOnlyList<SimulatedMessage> Messages => Locked(() => (IReadOnlyList<SimulatedMessage>)[.. _messages]);

    /// <summary>The messages accepted for a recipient, in their order.</summary>
    public IReadOnlyList<SimulatedMessage> To(string recipient)
    {
        ThrowIfNotKept();
        var address = EmailAddress.Parse(recipient);
        return [.. Messages.Where(message => message.Recipients.Any(other => EmailAddress.Parse(other).Equals(address)))];
    }

    /// <summary>The one message accepted for a recipient: <c>server.Log.Single(to: "ada@example.org").Subject</c>. Throws <see cref="InvalidOperationException"/> that tells what came instead.</summary>
#pragma warning disable CA1720 // The word of LINQ and of every test framework, not the type.
    public SimulatedMessage Single(string to)
#pragma warning restore CA1720
    {
        var messages = To(to);
        return messages is [var only]
            ? only
            : throw new InvalidOperationException($"{messages.Count} messages were accepted for {to}, and one is expected. The server accepted: {Told()}");
    }

    /// <summary>Waits until a message is accepted for a recipient, and returns the first.</summary>
    public async Task<SimulatedMessage> WaitForAsync(string to, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var accepted = Accepted;
            if (To(to) is [var first, ..])
                return first;
            await WaitForAcceptedAsync(accepted + 1, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until so many messages are accepted.</summary>
    public Task WaitForAcceptedAsync(long count, CancellationToken cancellationToken = default)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_accepted >= count)
                return Task.CompletedTask;
            _waiting.Add((count, reached));
        }

        return reached.Task.WaitAsync(cancellationToken);
    }

    internal void Connected()
    {
        lock (_lock)
        {
            _connections++;
            _open++;
            _mostOpen = Math.Max(_mostOpen, _open);
        }
    }

    internal void Disconnected(bool wasTls)
    {
        lock (_lock)
        {
            _open--;
            _tlsConnections += wasTls ? 1 : 0;
        }
    }

    internal void Begin()
    {
        lock (_lock)
            _begun++;
    }

    internal void Answered(SimulatedMailbox mailbox, int code)
    {
        lock (_lock)
        {
            _mailboxes[mailbox] = _mailboxes.GetValueOrDefault(mailbox) + 1;
            _codes[code] = _codes.GetValueOrDefault(code) + 1;
        }
    }

    internal void Take(SimulatedMessage message)
    {
        lock (_lock)
        {
            foreach (var recipient in message.Recipients)
            {
                var address = EmailAddress.Parse(recipient);
                _accepted++;
                _acceptedPerRecipient[address.NormalForm] = _acceptedPerRecipient.GetValueOrDefault(address.NormalForm) + 1;
                _domains[address.Domain.Value] = _domains.GetValueOrDefault(address.Domain.Value) + 1;
            }

            if (_keepsMessages)
                _messages.Add(message);
            foreach (var (_, reached) in _waiting.Where(wait => wait.Count <= _accepted))
                reached.TrySetResult();
            _waiting.RemoveAll(wait => wait.Count <= _accepted);
        }
    }

    private void ThrowIfNotKept()
    {
        if (!_keepsMessages)
            throw new InvalidOperationException("This server keeps no messages: start it with new SimulatedMailServerOptions { KeepMessages = true }.");
    }

    private string Told() => Messages is { Count: > 0 } messages ? string.Join("; ", messages.Take(20)) : "nothing";

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }
}
