using Ses.Ledger;

namespace Ses.Delivery.Internal;

/// <summary>What a text says of the reason, and how surely.</summary>
/// <param name="Class">The reason.</param>
/// <param name="Weight">How much it counts beside a code.</param>
internal readonly record struct SaidReason(BounceClass Class, SaidWeight Weight = SaidWeight.Phrase);

/// <summary>How much a text counts beside a code.</summary>
internal enum SaidWeight
{
    /// <summary>Only a single word hints at it: any code that tells something counts more.</summary>
    Word,

    /// <summary>A phrase: it is weighed against the code.</summary>
    Phrase,

    /// <summary>It is so whatever the code says.</summary>
    Certain,
}

/// <summary>The phrases of <c>bounce-phrases.txt</c>: from what a server says to why.</summary>
internal static class BouncePhrases
{
    private static readonly PhraseFile File = PhraseFile.Load("Ses.Delivery.Rules.bounce-phrases.txt");

    private static readonly (string Name, BounceClass Class)[] Order =
    [
        ("sender", BounceClass.Sender), ("spam", BounceClass.Spam),
        ("invalid", BounceClass.InvalidAddress), ("connection", BounceClass.Connection), ("other", BounceClass.Other),
    ];

    private static readonly (string Name, BounceClass Class)[] WeakOrder = [("weak-spam", BounceClass.Spam), ("weak-invalid", BounceClass.InvalidAddress)];

    /// <summary>The reason that a text gives; null where it gives none that is known.</summary>
    /// <param name="text">As <see cref="PlainWords.Of"/> makes it.</param>
    /// <param name="host">The server's name or the recipient's domain; null where it is not known.</param>
    public static SaidReason? ReasonIn(string text, string? host)
    {
        if (Has("full", "", text))
            return new(BounceClass.MailboxFull, SaidWeight.Certain);
        if (Has("relay", "", text))
            return new(BounceClass.Other, SaidWeight.Certain);
        var provider = ProviderOf(host);
        foreach (var (name, reason) in Order)
        {
            if (Has(name, "", text) || (provider is not null && Has(name, provider, text)))
                return new(reason);
        }

        foreach (var (name, reason) in WeakOrder)
        {
            if (File.Find(name)?.IsWordIn(text) == true)
                return new(reason, SaidWeight.Word);
        }

        return null;
    }

    /// <summary>True where the text says that there is no such mailbox or domain, whatever else it says.</summary>
    public static bool NamesAddress(string text) => Has("invalid", "", text);

    private static bool Has(string name, string provider, string text) => File.Find(name, provider)?.IsIn(text) == true;

    private static string? ProviderOf(string? host)
    {
        for (var name = host?.TrimEnd('.').ToLowerInvariant(); !string.IsNullOrEmpty(name);)
        {
            if (File.Hosts.TryGetValue(name, out var provider))
                return provider;
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            name = dot < 0 ? null : name[(dot + 1)..];
        }

        return null;
    }
}
