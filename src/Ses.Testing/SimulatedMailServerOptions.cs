namespace Ses.Testing;

/// <summary>Options of a <see cref="SimulatedMailServer"/>.</summary>
public sealed record SimulatedMailServerOptions
{
    /// <summary>The port; 0, the default, chooses a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether STARTTLS is offered, with a certificate made for this server; true by default.</summary>
    public bool OfferStartTls { get; init; } = true;

    /// <summary>Whether messages are kept in <see cref="SimulatedServerLog.Messages"/>; true by default. False to be a benchmark's sink.</summary>
    public bool KeepMessages { get; init; } = true;

    /// <summary>Octets of a message at most; 32 MB by default.</summary>
    public long MaxMessageOctets { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long a <c>slow</c> mailbox takes to answer; 2 seconds by default.</summary>
    public TimeSpan SlowAnswer { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Says what goes wrong at the end of a message; null for nothing ever.</summary>
    public Func<SimulatedMessage, SimulatedFault>? Fault { get; init; }

    /// <summary>What <c>slow</c> waits by; the system's clock by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What goes wrong at the end of a message.</summary>
public enum SimulatedFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The message is accepted, and the connection lost before the answer: the client cannot know.</summary>
    LostAnswer,

    /// <summary>The connection is lost, and the message not accepted.</summary>
    LostMessage,
}
