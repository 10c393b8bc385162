namespace Ses.Feedback.Reading;

/// <summary>A field of a report: name in lower case, value unfolded.</summary>
internal readonly record struct ReportField(string Name, string Value);

/// <summary>Reads the groups of fields of which reports consist (RFC 3464 §2.1): separated by blank lines, or by nothing where a field comes again.</summary>
internal static class FieldGroups
{
    private const int MaxGroups = 1_000;
    private const int MaxValue = 4 * 1024;

    private static readonly HashSet<string> OncePerRecipient = ["original-recipient", "final-recipient", "action", "status"];

    public static IReadOnlyList<IReadOnlyList<ReportField>> Read(string text)
    {
        var groups = new List<List<ReportField>>();
        List<ReportField>? group = null;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).TrimEnd();
            if (line.IsEmpty)
            {
                group = null;
                continue;
            }

            if (TryReadField(line, out var field))
            {
                if (group is null || (OncePerRecipient.Contains(field.Name) && group.Exists(other => other.Name == field.Name)))
                {
                    if (groups.Count == MaxGroups)
                        break;
                    groups.Add(group = []);
                }

                group.Add(field);
            }
            else if (group is { Count: > 0 } && group[^1].Value.Length < MaxValue)
            {
                // Folded, or a line that its writer forgot to fold.
                group[^1] = group[^1] with { Value = $"{group[^1].Value} {line.Trim()}".Trim() };
            }
        }

        return groups;
    }

    /// <summary>The first value of a field that is not empty; null for none.</summary>
    public static string? Find(this IReadOnlyList<ReportField> group, string name)
    {
        foreach (var field in group)
        {
            if (field.Name == name && field.Value.Length > 0)
                return field.Value;
        }

        return null;
    }

    private static bool TryReadField(ReadOnlySpan<char> line, out ReportField field)
    {
        field = default;
        var colon = line.IndexOf(':');
        if (colon is < 2 or > 60 || line[0] is ' ' or '\t')
            return false;
        var name = line[..colon].TrimEnd();
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        if (!char.IsAsciiLetter(name[0]))
            return false;
        var value = line[(colon + 1)..].Trim();
        field = new(name.ToString().ToLowerInvariant(), value[..Math.Min(value.Length, MaxValue)].ToString());
        return true;
    }
}
