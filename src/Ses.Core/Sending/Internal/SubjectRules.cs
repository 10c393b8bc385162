namespace Ses.Sending.Internal;

/// <summary>What a subject must be, in single messages and in tasks.</summary>
internal static class SubjectRules
{
    public static void Check(string? subject, SendingOptions options, Action<string, SesErrorCode, string> refuse)
    {
        if (string.IsNullOrWhiteSpace(subject))
            refuse("Subject", SesErrorCode.Required, "a subject is needed");
        else if (subject.Length > options.MaxSubjectLength)
            refuse("Subject", SesErrorCode.LimitExceeded, $"{subject.Length} characters are more than {options.MaxSubjectLength}; 78 are advised. To lift it: ses.Configure(o => o.Sending.MaxSubjectLength = {subject.Length})");
        else if (subject.Any(char.IsControl))
            refuse("Subject", SesErrorCode.Invalid, "a subject has no line ends and no other control characters");
    }
}
