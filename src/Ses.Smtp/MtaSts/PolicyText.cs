using System.Globalization;
using Ses.Delivery;
using Ses.Primitives;

namespace Ses.Smtp.MtaSts;

/// <summary>Reads what a domain publishes: the DNS record (RFC 8461 §3.1) and the policy file (§3.2). Pure.</summary>
internal static class PolicyText
{
    private const long LongestAge = 31_557_600;

    /// <summary>The id of the one valid record; null where there is none, or more than one.</summary>
    public static string? ReadId(IEnumerable<string> records)
    {
        var ours = records.Where(record => record.Split(';')[0].Trim() == "v=STSv1").ToList();
        if (ours is not [var record])
            return null;
        var ids = record.Split(';').Select(field => field.Trim()).Where(field => field.StartsWith("id=", StringComparison.Ordinal)).Select(field => field[3..].Trim()).ToList();
        return ids is [{ Length: >= 1 and <= 32 } id] && id.All(char.IsAsciiLetterOrDigit) ? id : null;
    }

    /// <summary>The policy; null where the file is not a valid one.</summary>
    public static MtaStsPolicy? ReadPolicy(string id, string file)
    {
        var fields = file.Split('\n')
            .Select(line => line.TrimEnd('\r').Split(':', 2))
            .Where(field => field.Length == 2)
            .ToLookup(field => field[0].Trim(), field => field[1].Trim());
        // Of a field that may stand once, the first counts.
        if (fields["version"].FirstOrDefault() != "STSv1" || ReadMode(fields["mode"].FirstOrDefault()) is not { } mode)
            return null;
        if (!long.TryParse(fields["max_age"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var age))
            return null;
        var exchangers = fields["mx"].ToList();
        var isWhole = exchangers.All(IsPattern) && (exchangers.Count > 0 || mode == MtaStsMode.None);
        return isWhole ? new(id, mode, exchangers, TimeSpan.FromSeconds(Math.Min(age, LongestAge))) : null;
    }

    private static MtaStsMode? ReadMode(string? mode) => mode switch
    {
        "enforce" => MtaStsMode.Enforce,
        "testing" => MtaStsMode.Testing,
        "none" => MtaStsMode.None,
        _ => null,
    };

    private static bool IsPattern(string pattern) => DomainName.TryParse(pattern.StartsWith("*.", StringComparison.Ordinal) ? pattern[2..] : pattern, out _);
}
