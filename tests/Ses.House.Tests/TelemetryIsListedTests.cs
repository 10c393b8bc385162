using System.Text.RegularExpressions;
using Ses.Diagnostics;

namespace Ses.House.Tests;

/// <summary>docs/telemetry.md lists every instrument, activity and log event with what it carries, and nothing else: compared with what a run through the public API emits.</summary>
public sealed partial class TelemetryIsListedTests(TelemetryRun run) : IClassFixture<TelemetryRun>
{
    private static readonly string Page = SourceTree.Read("docs/telemetry.md");

    [Fact]
    public void Every_instrument_is_listed_with_its_kind_and_unit_and_emits() => Assert.Equal(
        Instrument().Matches(Page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}").Order(StringComparer.Ordinal),
        run.Instruments.Values.Where(seen => seen.Measurements > 0).Select(seen => $"{seen.Name} {seen.Kind} {seen.Unit}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_tag_of_an_instrument_is_listed_and_comes() => Assert.Equal(
        Instrument().Matches(Page).Select(row => $"{row.Groups[1].Value}: {Tags(row.Groups[4].Value)}").Order(StringComparer.Ordinal),
        run.Instruments.Values.Select(seen => $"{seen.Name}: {string.Join(", ", seen.Tags.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_activity_is_listed_with_its_tags() => Assert.Equal(
        Activity().Matches(Page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}: {Tags(row.Groups[3].Value)}").Order(StringComparer.Ordinal),
        run.Activities.GroupBy(activity => $"{activity.OperationName} {activity.Kind}")
            .Select(kind => $"{kind.Key}: {string.Join(", ", kind.SelectMany(activity => activity.TagObjects.Select(tag => tag.Key)).Distinct().Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void No_tag_tells_of_a_person_a_domain_or_a_host()
    {
        var values = run.Values.Concat(run.Activities.SelectMany(activity => activity.TagObjects.Select(tag => $"{tag.Value}"))).ToList();
        Assert.NotEmpty(values);
        Assert.DoesNotContain(values, value => value.Contains('@', StringComparison.Ordinal) || value.Contains(".example", StringComparison.Ordinal));
    }

    [Fact]
    public void An_attempt_is_linked_to_the_trace_that_accepted_its_message_or_created_its_task()
    {
        var accepts = run.Activities.Where(activity => activity.OperationName == "ses accept").Select(activity => activity.Context).Append(run.TaskTrace).ToList();
        var attempts = run.Activities.Where(activity => activity.OperationName == "ses attempt" && activity.Links.Any()).ToList();
        Assert.Contains(attempts, attempt => attempt.Links.Single().Context.SpanId == run.TaskTrace.SpanId);
        Assert.Contains(attempts, attempt => attempt.Links.Single().Context.SpanId != run.TaskTrace.SpanId);
        Assert.All(attempts, attempt =>
        {
            var link = Assert.Single(attempt.Links).Context;
            Assert.Contains(accepts, accept => accept.TraceId == link.TraceId && accept.SpanId == link.SpanId);
            Assert.NotEqual(link.TraceId, attempt.TraceId);
            Assert.Equal(default, attempt.ParentSpanId);
        });
    }

    [Fact]
    public void Log_events_are_listed_and_no_id_is_given_twice()
    {
        var known = SourceTree.Under("src")
            .SelectMany(file => LoggerMessage().Matches(string.Join(' ', file.Lines)))
            .Select(log => $"{log.Groups[1].Value} {log.Groups[2].Value} {log.Groups[3].Value}")
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.Equal(known, Event().Matches(Page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}").Order(StringComparer.Ordinal));
        Assert.Empty(known.GroupBy(log => log.Split(' ')[0]).Where(id => id.Count() > 1).Select(id => id.Key));
    }

    [Fact]
    public void The_meter_is_the_hosts_where_it_has_a_factory() => Assert.Equal([SesTelemetry.Name], run.MadeByFactory);

    private static string Tags(string cell) => string.Join(", ", Tag().Matches(cell).Select(tag => tag.Groups[1].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\| `(ses\.[a-z._]+)` \| (\w+) \| `(.*?)` \|(.*?)\|", RegexOptions.Multiline)]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| `(ses \w+)` \| (\w+) \|(.*?)\|", RegexOptions.Multiline)]
    private static partial Regex Activity();

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Event();

    [GeneratedRegex("`(.*?)`")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\[LoggerMessage\((\d+), LogLevel\.(\w+),.*?EventName = ""(\w+)""\)\]")]
    private static partial Regex LoggerMessage();
}
