using Ses.Delivery.Internal;

namespace Ses.Feedback.Reading;

/// <summary>The phrases of <c>notice-phrases.txt</c>.</summary>
internal static class NoticePhrases
{
    private static readonly PhraseFile File = PhraseFile.Load("Ses.Feedback.Rules.notice-phrases.txt");

    public static PhraseSet FailedSubject { get; } = Of("failed-subject");

    public static PhraseSet Failed { get; } = Of("failed");

    public static PhraseSet Delayed { get; } = Of("delayed");

    public static PhraseSet Final { get; } = Of("final");

    public static PhraseSet SuccessSubject { get; } = Of("success-subject");

    public static PhraseSet Success { get; } = Of("success");

    public static PhraseSet AutoSubject { get; } = Of("auto-subject");

    public static PhraseSet Auto { get; } = Of("auto");

    public static PhraseSet ComplaintSubject { get; } = Of("complaint-subject");

    /// <summary>Where the mail that was sent back begins.</summary>
    public static PhraseSet Original { get; } = Of("original");

    /// <summary>Lines whose addresses are for questions.</summary>
    public static PhraseSet Contact { get; } = Of("contact");

    /// <summary>Lines that announce the addresses that failed.</summary>
    public static PhraseSet Announce { get; } = Of("announce");

    /// <summary>Words in front of the address that failed.</summary>
    public static PhraseSet Label { get; } = Of("label");

    private static PhraseSet Of(string name) => File.Find(name) ?? throw new FormatException($"notice-phrases.txt has no phrase of the class '{name}'");
}
