using System.Globalization;
using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>What a server offers, by its answer to EHLO. Keywords in any case; unknown ones, odd parameters and repetitions do no harm.</summary>
internal sealed record ServerKeywords
{
    /// <summary>What a server offers that knows only HELO.</summary>
    public static ServerKeywords None { get; } = new();

    public bool Pipelining { get; private init; }

    public bool EightBitMime { get; private init; }

    public bool SmtpUtf8 { get; private init; }

    public bool Chunking { get; private init; }

    public bool StartTls { get; private init; }

    /// <summary>SIZE is offered, so MAIL FROM may declare it.</summary>
    public bool Size { get; private init; }

    /// <summary>Octets of a mail at most; 0 where no limit is named (RFC 1870 §4).</summary>
    public long MaxSize { get; private init; }

    /// <summary>As far as it changes the bytes of a mail.</summary>
    public ServerAbilities Abilities =>
        (EightBitMime ? ServerAbilities.EightBitMime : ServerAbilities.None) | (SmtpUtf8 ? ServerAbilities.SmtpUtf8 : ServerAbilities.None);

    /// <param name="text">The answer's text, a line each; the first is the greeting.</param>
    public static ServerKeywords Read(string text) => text.Split('\n').Skip(1).Aggregate(None, static (offered, line) => offered.With(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private ServerKeywords With(string[] words) => words is not [var keyword, .. var parameters] ? this : keyword.ToUpperInvariant() switch
    {
        "PIPELINING" => this with { Pipelining = true },
        "8BITMIME" => this with { EightBitMime = true },
        "SMTPUTF8" => this with { SmtpUtf8 = true },
        "CHUNKING" => this with { Chunking = true },
        "STARTTLS" => this with { StartTls = true },
        "SIZE" => this with { Size = true, MaxSize = parameters is [var max, ..] && long.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : 0 },
        _ => this,
    };
}
