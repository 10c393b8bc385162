using System.Globalization;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Storage.Specifications;

/// <summary>Counters: <see cref="IStatisticsStore"/>. What they are must always equal a recount of the deliveries.</summary>
public abstract class StatisticsStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");
    private readonly List<MailDelivery> _rows = [];

    [Fact]
    public async Task Without_mail_there_are_no_rows()
    {
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            Assert.Empty(await Storage.Statistics.ReadAsync(default, axis, new(), Token));
    }

    [Fact]
    public async Task Counters_by_every_axis_equal_a_recount()
    {
        await SendAsync();
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            await EqualARecountAsync(axis, new());
    }

    [Fact]
    public async Task Counters_by_every_axis_and_filter_equal_a_recount()
    {
        await SendAsync();
        StatisticsQuery[] queries =
        [
            new() { From = Now },
            new() { To = Now },
            new() { From = Now.AddMinutes(-7), To = Now.AddMinutes(30) },
            new() { From = Midnight, To = Midnight.AddDays(1) },
            new() { From = Now.ToOffset(TimeSpan.FromHours(-9)) },
            new() { From = Now.AddDays(30) },
            new() { SenderDomain = "blog.example" },
            new() { SenderDomain = "BLOG.example", Stream = MailStream.Marketing },
            new() { SenderDomain = "unknown.example" },
            new() { Template = new(2) },
            new() { Task = new(1), From = Now },
            new() { Stream = MailStream.Transactional, Template = new(1) },
            new() { Task = new(99) },
        ];
        foreach (var query in queries)
        {
            foreach (var axis in Enum.GetValues<StatisticsAxis>().Where(axis => axis != StatisticsAxis.RecipientDomain))
                await EqualARecountAsync(axis, query);
        }
    }

    [Fact]
    public async Task Recipient_domains_are_counted_by_the_day()
    {
        await SendAsync();
        StatisticsQuery[] queries =
        [
            new() { RecipientDomain = "example.net" },
            new() { RecipientDomain = "EXAMPLE.org", SenderDomain = "shop.example" },
            new() { RecipientDomain = "xn--e1afmkfd.example", From = Now, To = Now.AddDays(1) },
            new() { RecipientDomain = "unknown.example" },
            new() { From = Now },
            new() { To = Now },
            new() { From = Midnight, To = Midnight.AddDays(1) },
        ];
        foreach (var query in queries)
        {
            foreach (var axis in new[] { StatisticsAxis.RecipientDomain, StatisticsAxis.SenderDomain, StatisticsAxis.Day }.Where(axis => query.RecipientDomain is not null || axis == StatisticsAxis.RecipientDomain))
                await EqualARecountAsync(axis, query);
        }
    }

    [Fact]
    public async Task Recipient_domains_by_what_they_are_not_counted_by_is_the_callers_mistake()
    {
        foreach (var axis in new[] { StatisticsAxis.QuarterHour, StatisticsAxis.Template, StatisticsAxis.Task })
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Storage.Statistics.ReadAsync(default, axis, new() { RecipientDomain = "example.net" }, Token));
    }

    [Fact]
    public async Task Rows_come_with_the_most_requests_first_and_then_by_key()
    {
        await AcceptAsync(1, "b.example");
        await AcceptAsync(3, "c.example");
        await AcceptAsync(1, "a.example");

        var rows = await Storage.Statistics.ReadAsync(default, StatisticsAxis.RecipientDomain, new(), Token);
        Assert.Equal(["c.example", "a.example", "b.example"], rows.Select(row => row.Key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    public async Task The_first_rows_are_the_first_of_all(int top)
    {
        // Few large domains and many small ones, some of the same size, on three days and from two senders.
        for (var day = 0; day < 3; day++)
        {
            var message = Mail.Message(Midnight.AddDays(day)) with { SenderDomain = DomainName.Parse(day == 1 ? "blog.example" : "shop.example") };
            await AcceptAsync(Mail.Letter(message, message.AcceptedAt, Enumerable.Range(0, 24).SelectMany(i => SampleMail.Recipients((300 >> i) + (((i * 7) + day) % 3), $"d{i % 20}-{i / 20}.example"))));
        }

        StatisticsQuery[] queries = [new(), new() { From = Midnight, To = Midnight.AddDays(3) }, new() { From = Midnight, To = Midnight.AddDays(2), SenderDomain = "shop.example" }, new() { From = Midnight.AddDays(1), To = Midnight.AddDays(9) }];
        foreach (var query in queries)
        {
            var all = await Storage.Statistics.ReadAsync(default, StatisticsAxis.RecipientDomain, query, Token);
            Assert.Equal(Shown.Of(all.Take(top)), Shown.Of(await Storage.Statistics.ReadAsync(default, StatisticsAxis.RecipientDomain, query with { Top = top }, Token)));
            var days = await Storage.Statistics.ReadAsync(default, StatisticsAxis.Day, query, Token);
            Assert.Equal(Shown.Of(days.Take(top)), Shown.Of(await Storage.Statistics.ReadAsync(default, StatisticsAxis.Day, query with { Top = top }, Token)));
        }
    }

    [Fact]
    public async Task Keys_are_written_as_they_are_documented()
    {
        await AcceptAsync(1);
        var quarter = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

        Assert.Equal(quarter, DateTimeOffset.ParseExact((await OnlyKeyAsync(StatisticsAxis.QuarterHour)), "O", CultureInfo.InvariantCulture));
        Assert.Equal(quarter.ToString("O", CultureInfo.InvariantCulture), await OnlyKeyAsync(StatisticsAxis.QuarterHour));
        Assert.Equal("2026-03-02", await OnlyKeyAsync(StatisticsAxis.Day));
        Assert.Equal("shop.example", await OnlyKeyAsync(StatisticsAxis.SenderDomain));
        Assert.Equal("example.net", await OnlyKeyAsync(StatisticsAxis.RecipientDomain));
        Assert.Equal("", await OnlyKeyAsync(StatisticsAxis.Template));
        Assert.Equal("", await OnlyKeyAsync(StatisticsAxis.Task));
    }

    [Fact]
    public async Task Everything_counts_in_the_time_of_acceptance_however_late_it_happens()
    {
        await AcceptAsync(1);
        Pass(TimeSpan.FromDays(3));
        var epoch = await JoinAsync();
        var claimed = Assert.Single(await ClaimAsync(epoch));
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);
        Pass(TimeSpan.FromDays(20));
        await Storage.Ledger.RecordAsync([new(claimed.Id, FactKind.Opened, Now, "1"), new(claimed.Id, FactKind.Clicked, Now, "2", ByMachine: true)], Rules, Now, Token);

        foreach (var axis in new[] { StatisticsAxis.Day, StatisticsAxis.RecipientDomain })
        {
            var row = Assert.Single(await Storage.Statistics.ReadAsync(default, axis, new() { To = claimed.Axes.AcceptedAt.AddDays(1) }, Token));
            Assert.Equal((1, 1, 1, 1, 0), (row.Counters.Requests, row.Counters.Deliveries, row.Counters.Opens, row.Counters.MachineClicks, row.Counters.Clicks));
        }
    }

    [Fact]
    public async Task A_long_life_of_many_deliveries_leaves_counters_that_equal_a_recount()
    {
        await SendAsync();
        var decisions = new DeliveryDecision[]
        {
            new DeliveryDecision.Delivered(), new DeliveryDecision.Bounced(BounceClass.Spam), new DeliveryDecision.RetryAt(Now), new DeliveryDecision.Dropped(),
            new DeliveryDecision.Bounced(BounceClass.InvalidAddress), new DeliveryDecision.Delivered(), new DeliveryDecision.Expired(),
        };
        Pass(TimeSpan.FromDays(3));
        var epoch = await JoinAsync();
        for (var round = 0; round < 3; round++)
        {
            var claimed = await ClaimAsync(epoch);
            var outcomes = claimed.Select((row, i) => Outcome(row, decisions[(i + round) % decisions.Length])).ToList();
            await Storage.Ledger.SettleAsync(epoch, outcomes, Rules, Now, Token);
            await Storage.Ledger.RecordAsync([.. claimed.Where((_, i) => i % 3 == 0).Select(row => new LateFact(row.Id, round == 1 ? FactKind.Complained : FactKind.Opened, Now, $"{round}"))], Rules, Now, Token);
        }

        for (var i = 0; i < _rows.Count; i++)
            _rows[i] = await RowOf(_rows[i]);
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            await EqualARecountAsync(axis, new());
    }

    private DateTimeOffset Midnight => new(Now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    /// <summary>Accepts mail that differs in every axis, from yesterday to the day after tomorrow.</summary>
    private async Task SendAsync()
    {
        for (var i = 0; i < 2; i++)
            await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token);
        string[] recipients = ["one@example.net", "two@example.org", "three@xn--e1afmkfd.example"];
        for (var i = 0; i < 36; i++)
        {
            var at = Now.AddMinutes((i * 97 % 36 * 130) - 1_000);
            var message = Mail.Message(at) with
            {
                Account = i % 9 == 8 ? Other : default,
                SenderDomain = DomainName.Parse(i % 2 == 0 ? "shop.example" : "blog.example"),
                Stream = i % 3 == 0 ? MailStream.Transactional : MailStream.Marketing,
                Template = i % 4 == 0 ? null : new(i % 4),
                Task = i % 5 == 0 ? null : new((i % 2) + 1),
            };
            message = message with { Task = message.Account == Other ? null : message.Task };
            var rows = recipients.Take(1 + (i % 3)).Select((recipient, j) => (i + j) % 4 == 0
                ? Mail.Rejected(message, EmailAddress.Parse(recipient), at)
                : Mail.Delivery(message, EmailAddress.Parse(recipient), at)).ToList();
            await AcceptAsync(new Acceptance(message, rows));
            _rows.AddRange(rows);
        }
    }

    private async Task EqualARecountAsync(StatisticsAxis axis, StatisticsQuery query)
    {
        foreach (var account in new[] { AccountId.Default, Other })
        {
            var expected = _rows
                .Where(row => row.Axes.Account == account && Matches(row.Axes, axis, query))
                .GroupBy(row => KeyOf(row.Axes, axis), row => CounterSet.Of(row.Facts))
                .Select(group => new StatisticsRow(group.Key, group.Aggregate((left, right) => left + right)))
                .OrderByDescending(row => row.Counters.Requests)
                .ThenBy(row => row.Key, StringComparer.Ordinal);
            var actual = await Storage.Statistics.ReadAsync(account, axis, query, Token);
            Assert.True(Shown.Of(expected) == Shown.Of(actual), $"by {axis}, {Shown.Of(query)}, of {account}:\nexpected {Shown.Of(expected)}\nactual   {Shown.Of(actual)}");
        }
    }

    // By recipient domain there are days only, so a time within a day takes in all of it.
    private static bool Matches(DeliveryAxes axes, StatisticsAxis axis, StatisticsQuery query)
    {
        var byDay = axis == StatisticsAxis.RecipientDomain || query.RecipientDomain is not null;
        var start = byDay ? new DateTimeOffset(axes.AcceptedAt.UtcDateTime.Date, TimeSpan.Zero) : QuarterOf(axes.AcceptedAt);
        var from = byDay && query.From is { } moment ? new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero) : query.From;
        return (from is null || start >= from)
            && (query.To is null || start < query.To)
            && (query.SenderDomain is null || axes.SenderDomain == DomainName.Parse(query.SenderDomain))
            && (query.RecipientDomain is null || axes.RecipientDomain == DomainName.Parse(query.RecipientDomain))
            && (query.Template is null || axes.Template == query.Template)
            && (query.Task is null || axes.Task == query.Task)
            && (query.Stream is null || axes.Stream == query.Stream);
    }

    private static string KeyOf(DeliveryAxes axes, StatisticsAxis axis) => axis switch
    {
        StatisticsAxis.QuarterHour => QuarterOf(axes.AcceptedAt).ToString("O", CultureInfo.InvariantCulture),
        StatisticsAxis.Day => axes.AcceptedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        StatisticsAxis.SenderDomain => axes.SenderDomain.Value,
        StatisticsAxis.RecipientDomain => axes.RecipientDomain.Value,
        StatisticsAxis.Template => axes.Template?.ToString() ?? "",
        _ => axes.Task?.ToString() ?? "",
    };

    private static DateTimeOffset QuarterOf(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return new(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute / 15 * 15, 0, TimeSpan.Zero);
    }

    private async Task<string> OnlyKeyAsync(StatisticsAxis axis) => Assert.Single(await Storage.Statistics.ReadAsync(default, axis, new(), Token)).Key;
}
