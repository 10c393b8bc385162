using Ses.Feedback;

namespace FeedbackCorpora;

/// <summary>Measures a set of complaints: every field that a row expects.</summary>
internal sealed class ComplaintMeasure(Reader reader, string folder, bool showMisses)
{
    private readonly Share _rows = new("rows read in every field");

    public async Task RunAsync()
    {
        foreach (var row in ExpectedRow.Read(Path.Combine(folder, "expected.tsv")))
        {
            var result = await reader.ReadAsync(await File.ReadAllBytesAsync(Path.Combine(folder, row.File)).ConfigureAwait(false)).ConfigureAwait(false);
            var wrong = Wrong(row, result.Complaint).ToList();
            _rows.Add(wrong.Count == 0);
            if (showMisses)
                wrong.ForEach(miss => Console.WriteLine($"  {row.File} {row["index"]}: {result.Kind} {miss}"));
        }

        Console.WriteLine(_rows);
    }

    private static IEnumerable<string> Wrong(ExpectedRow row, ComplaintReport? read)
    {
        foreach (var (column, values) in Fields(read))
        {
            var expected = Plain(row[column]);
            if (expected.Length > 0 && !values.Select(Plain).Contains(expected, StringComparer.OrdinalIgnoreCase))
                yield return $"{column} is {string.Join(", ", values)}, not {expected}";
        }
    }

    private static IEnumerable<(string Column, IReadOnlyList<string> Values)> Fields(ComplaintReport? read) =>
    [
        ("feedback_type", One(read?.FeedbackType)),
        ("original_rcpt_to", read?.OriginalRecipients ?? []),
        ("original_mail_from", One(read?.OriginalMailFrom)),
        ("source_ip", One(read?.SourceIp)),
        ("reported_domain", read?.ReportedDomains ?? []),
        ("user_agent", One(read?.UserAgent)),
        ("arrival_date", One(read?.ArrivalDate)),
        ("auth_failure", One(read?.AuthFailure)),
        ("original_message_id", One(read?.OriginalMessageId)),
    ];

    private static IReadOnlyList<string> One(string? value) => value is null ? [] : [value];

    private static string Plain(string value) => value.Trim(' ', '<', '>');
}
