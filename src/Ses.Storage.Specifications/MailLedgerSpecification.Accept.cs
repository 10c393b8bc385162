using System.Globalization;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

public abstract partial class MailLedgerSpecification
{
    [Fact]
    public async Task A_message_comes_back_as_it_was_accepted()
    {
        var letter = FullLetter();
        await AcceptAsync(letter);

        Same(letter.Message, await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));
        Same(letter.Deliveries, await DeliveriesOf(letter.Message.Id));
    }

    [Fact]
    public async Task Every_kind_of_content_comes_back_as_it_was()
    {
        RecipeContent[] contents =
        [
            new RecipeContent.FromParts(null, "plain"),
            new RecipeContent.FromParts("<p>rich</p>", ""),
            new RecipeContent.FromMime(Enumerable.Range(0, 256).Select(octet => (byte)octet).ToArray()),
            new RecipeContent.FromMime(ReadOnlyMemory<byte>.Empty),
            new RecipeContent.FromTemplate(new(new(7), 3), new Dictionary<string, TemplateVersionRef> { ["шапка"] = new(new(8), 1), ["foot"] = new(new(long.MaxValue), int.MaxValue) }),
            new RecipeContent.FromTemplate(new(new(7), 3), new Dictionary<string, TemplateVersionRef>()),
        ];
        foreach (var content in contents)
        {
            var message = Mail.Message(Now);
            message = message with { Template = content is RecipeContent.FromTemplate ? new(7) : null, Recipe = message.Recipe with { Content = content } };
            await AcceptAsync(Mail.Letter(message, Now, "reader@example.net"));

            Same(message, await Storage.Ledger.FindMessageAsync(message.Id, Token));
        }
    }

    [Fact]
    public async Task Moments_come_back_to_the_tick_wherever_they_were_taken()
    {
        var moment = new DateTimeOffset(2026, 3, 1, 23, 59, 59, TimeSpan.FromHours(-11)).AddTicks(9_999_999);
        var message = Mail.Message(moment);
        var row = Mail.Delivery(message, EmailAddress.Parse("reader@example.net"), moment) with { DueAt = moment.AddTicks(1), ExpiresAt = DateTimeOffset.MaxValue };
        await AcceptAsync(new Acceptance(message, [row]));

        var stored = Assert.Single(await DeliveriesOf(message.Id));
        Assert.Equal((moment, moment.AddTicks(1), DateTimeOffset.MaxValue), (stored.Axes.AcceptedAt, stored.DueAt, stored.ExpiresAt));
        Assert.Equal(moment, (await Storage.Ledger.FindMessageAsync(message.Id, Token))!.AcceptedAt);
    }

    [Fact]
    public async Task What_was_never_accepted_is_not_found()
    {
        var message = Mail.Ids.Message(Now);
        Assert.Null(await Storage.Ledger.FindMessageAsync(message, Token));
        Assert.Empty(await DeliveriesOf(message));
        Assert.Empty(await Storage.Ledger.ListFactsAsync(message, Mail.Ids.Delivery(Now), Token));
    }

    [Fact]
    public async Task A_message_accepted_again_is_stored_once()
    {
        var letter = await AcceptAsync(3);

        Same(new AcceptResult.Duplicate(letter.Message.Id), await Storage.Ledger.AcceptAsync(letter, Now.AddDays(2), Token));
        Same(letter.Deliveries, await DeliveriesOf(letter.Message.Id));
        Assert.Equal(3, (await CountersAsync()).Requests);
    }

    [Fact]
    public async Task The_same_key_and_request_answer_with_the_first_message()
    {
        var first = await AcceptAsync(Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() });
        var second = Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() };
        Pass(TimeSpan.FromHours(23));

        Same(new AcceptResult.Duplicate(first.Message.Id), await Storage.Ledger.AcceptAsync(second, Now, Token));
        Assert.Null(await Storage.Ledger.FindMessageAsync(second.Message.Id, Token));
        Assert.Equal(1, (await CountersAsync()).Requests);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_a_conflict_and_stores_nothing()
    {
        await AcceptAsync(Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() });
        var other = Mail.Letter(Now, "other@example.net") with { Idempotency = Key() with { RequestHash = UInt128.MaxValue } };

        Same(new AcceptResult.KeyConflict(), await Storage.Ledger.AcceptAsync(other, Now, Token));
        Assert.Null(await Storage.Ledger.FindMessageAsync(other.Message.Id, Token));
        Assert.Empty(await DeliveriesOf(other.Message.Id));
        Assert.Equal(1, (await CountersAsync()).Requests);
    }

    [Fact]
    public async Task A_key_is_free_again_from_its_last_moment_on()
    {
        await AcceptAsync(Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() });
        Pass(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        var next = Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() with { RequestHash = 8 } };
        Same(new AcceptResult.KeyConflict(), await Storage.Ledger.AcceptAsync(next, Now, Token));

        Pass(TimeSpan.FromTicks(1));
        await AcceptAsync(next with { Idempotency = Key() with { RequestHash = 8 } });
        var again = Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() with { RequestHash = 8 } };
        Same(new AcceptResult.Duplicate(next.Message.Id), await Storage.Ledger.AcceptAsync(again, Now, Token));
    }

    [Fact]
    public async Task A_receipt_is_found_by_its_key_and_request_while_the_key_lives()
    {
        var first = Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() };
        Assert.Null(await Storage.Ledger.FindAcceptedAsync(AccountId.Default, Key().Key, 7, Now, Token));
        await AcceptAsync(first);

        Assert.Equal(first.Message.Id, await Storage.Ledger.FindAcceptedAsync(AccountId.Default, Key().Key, 7, Now, Token));
        Assert.Null(await Storage.Ledger.FindAcceptedAsync(AccountId.Default, Key().Key, UInt128.MaxValue, Now, Token));
        Assert.Null(await Storage.Ledger.FindAcceptedAsync(AccountId.Default, "order 4712", 7, Now, Token));
        Assert.Null(await Storage.Ledger.FindAcceptedAsync(new("other"), Key().Key, 7, Now, Token));
        Assert.Equal(first.Message.Id, await Storage.Ledger.FindAcceptedAsync(AccountId.Default, Key().Key, 7, Now.AddHours(24).AddTicks(-1), Token));
        Assert.Null(await Storage.Ledger.FindAcceptedAsync(AccountId.Default, Key().Key, 7, Now.AddHours(24), Token));
    }

    [Fact]
    public async Task Keys_belong_to_their_account_and_are_told_apart_to_the_character()
    {
        string[] keys = ["a", "A", "ä", "a\u0308", " a", new('k', 256), "🔑", "%"];
        foreach (var key in keys)
            await AcceptAsync(Mail.Letter(Now, "reader@example.net") with { Idempotency = Key() with { Key = key } });
        await AcceptAsync(Mail.Letter(Mail.Message(Now) with { Account = new("other") }, Now, "reader@example.net") with { Idempotency = Key() with { Key = "a" } });

        Assert.Equal(keys.Length, (await CountersAsync()).Requests);
        Assert.Equal(1, (await CountersAsync(account: new("other"))).Requests);
    }

    [Fact]
    public async Task A_message_that_names_a_recipient_twice_is_not_stored_at_all()
    {
        var letter = Mail.Letter(Now, "reader@example.net", "other@example.net", "Reader@example.net") with { Idempotency = Key() };
        await Assert.ThrowsAnyAsync<Exception>(async () => await Storage.Ledger.AcceptAsync(letter, Now, Token));

        Assert.Null(await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));
        Assert.Empty(await DeliveriesOf(letter.Message.Id));
        Assert.Empty((await Storage.Queue.ListDueLanesAsync(Now, 10, Token)).Lanes);
        Assert.Equal(default, await CountersAsync());
        await AcceptAsync(letter with { Deliveries = [.. letter.Deliveries.Take(2)] });
    }

    [Fact]
    public async Task Recipients_refused_at_acceptance_are_on_record_with_the_reason()
    {
        var message = Mail.Message(Now);
        var refused = Mail.Rejected(message, EmailAddress.Parse("no@example.net"), Now);
        await AcceptAsync(new Acceptance(message, [refused, Mail.Delivery(message, EmailAddress.Parse("yes@example.net"), Now)]));

        Same(Settlement.Admit([refused]).Facts, await FactsOf(refused));
        var counters = await CountersAsync();
        Assert.Equal((2, 1, 1), (counters.Requests, counters.Rejected, counters.Sends));
    }

    [Fact]
    public async Task Eight_callers_with_one_key_store_one_message()
    {
        var letters = Enumerable.Range(0, 8).Select(_ => Mail.Letter(Now, SampleMail.Recipients(5)) with { Idempotency = Key() }).ToList();
        var doors = await ConnectAsync(8);
        var results = await AtOnceAsync(8, async number => await doors[number].Ledger.AcceptAsync(letters[number], Now, Token));

        var accepted = Assert.Single(letters, letter => results[letters.IndexOf(letter)] is AcceptResult.Accepted);
        Assert.All(results.OfType<AcceptResult.Duplicate>(), duplicate => Assert.Equal(accepted.Message.Id, duplicate.Message));
        Assert.Equal(7, results.OfType<AcceptResult.Duplicate>().Count());
        Assert.Equal(5, (await CountersAsync()).Requests);
    }

    [Fact]
    public async Task Deliveries_are_paged_by_id_whatever_is_accepted_meanwhile()
    {
        var message = Mail.Message(Now);
        var rows = SampleMail.Recipients(25).Select(text => Mail.Delivery(message, EmailAddress.Parse(text), Now)).ToList();
        await AcceptAsync(new Acceptance(message, [.. rows.AsEnumerable().Reverse()]));

        var seen = new List<MailDelivery>();
        IReadOnlyList<MailDelivery> page;
        do
        {
            page = await Storage.Ledger.ListDeliveriesAsync(message.Id, seen.LastOrDefault()?.Id, 10, Token);
            seen.AddRange(page);
            Assert.True(seen.Count <= rows.Count, "the pages do not end");
            await AcceptAsync(3);
        }
        while (page.Count == 10);

        Same(rows, seen);
    }

    [Fact]
    public async Task Recent_mail_is_counted_by_sender_and_recipient_since_a_moment()
    {
        var (reader, other, nobody) = (EmailAddress.Parse("reader@example.net"), EmailAddress.Parse("other@example.net"), EmailAddress.Parse("nobody@example.net"));
        await AcceptAsync(Mail.Letter(Now, "reader@example.net"));
        Pass(TimeSpan.FromMinutes(10));
        var since = Now;
        await AcceptAsync(Mail.Letter(Now, "READER@example.net", "other@example.net"));
        Pass(TimeSpan.FromMinutes(10));
        await AcceptAsync(Mail.Letter(Now, "reader@example.net"));
        await AcceptAsync(Mail.Letter(Mail.Message(Now) with { Account = new("other") }, Now, "reader@example.net"));
        await AcceptAsync(Mail.Letter(Mail.Message(Now) with { Task = (await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token)).Id }, Now, "reader@example.net"));
        var foreign = Mail.Message(Now);
        await AcceptAsync(Mail.Letter(foreign with { Recipe = foreign.Recipe with { From = new(EmailAddress.Parse("alerts@shop.example")) } }, Now, "reader@example.net"));
        var refused = Mail.Message(Now);
        await AcceptAsync(new Acceptance(refused, [Mail.Rejected(refused, reader, Now)]));

        var hashes = new[] { reader, other, nobody, reader }.Select(AddressHash.Of).ToList();
        var counts = await Storage.Ledger.CountRecentAsync(AccountId.Default, EmailAddress.Parse("News@shop.example"), hashes, since, Token);

        Assert.Equal(new Dictionary<AddressHash, int> { [AddressHash.Of(reader)] = 2, [AddressHash.Of(other)] = 1 }, counts);
        Assert.Empty(await Storage.Ledger.CountRecentAsync(AccountId.Default, SampleMail.Sender, [], since, Token));
    }

    private IdempotencyKey Key() => new("order 4711", 7, Now.AddHours(24));

    private Acceptance FullLetter()
    {
        var message = Mail.Message(Now) with { Account = new("a.b_c-9"), Stream = MailStream.Marketing, Template = new(3) };
        message = message with
        {
            Recipe = new()
            {
                From = new(SampleMail.Sender, "Лавка «Шоп» 🛒"),
                ReplyTo = [new(EmailAddress.Parse("help@shop.example")), new(EmailAddress.Parse("\"odd one\"@shop.example"), "Odd, One")],
                To = [new(EmailAddress.Parse("Reader@example.net"), "Ada"), new(EmailAddress.Parse("читатель@пример.испытание"))],
                Cc = [new(EmailAddress.Parse("copy@example.net"))],
                Subject = "Your order \u2013 \"€5\" off\t{{ name }} '",
                Content = new RecipeContent.FromParts("<p>\r\n{{ name }} 👩‍👩‍👧 \u202e</p>", "Hello\n"),
                Data = """{"name":"Ада","n":1e400,"nul":"\u0000"}""",
                Attachments =
                [
                    new("Rechnung äöü.pdf", "application/pdf", Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31)).ToArray()),
                    new("logo.png", "image/png", ReadOnlyMemory<byte>.Empty, "logo@shop"),
                ],
                Headers = [new("X-Order", "4711"), new("X-Order", "4711"), new("X-Empty", "")],
                Date = new(2026, 3, 2, 18, 7, 31, TimeSpan.FromHours(8)),
            },
        };
        return new(message,
        [
            Mail.Delivery(message, EmailAddress.Parse("Reader@example.net"), Now) with { RecipientName = "Ada", Data = """{"name":"Ada"}""" },
            Mail.Delivery(message, EmailAddress.Parse("читатель@пример.испытание"), Now),
            Mail.Delivery(message, EmailAddress.Parse("copy@example.net"), Now) with { Kind = RecipientKind.Cc, RecipientName = "", Data = LongVariables() },
            Mail.Rejected(message, EmailAddress.Parse("hidden@example.net"), Now) with { Kind = RecipientKind.Bcc },
            Mail.Delivery(message, EmailAddress.Parse("\"a b\\\"c\"@example.net"), Now) with { Kind = RecipientKind.Bcc, DueAt = Now.AddDays(1) },
            Mail.Delivery(message, EmailAddress.Parse(LongestAddress()), Now),
        ]);
    }

    private static string LongVariables() => $$"""{"note":"{{string.Concat(Enumerable.Repeat("жёлтый 🎈 ", 400))}}"}""";

    private static string LongestAddress()
    {
        var local = new string('l', EmailAddress.MaxLocalPartOctets);
        var domain = string.Concat(Enumerable.Repeat("d2345678.", 30))[..(EmailAddress.MaxOctets - local.Length - 1 - ".example".Length)].TrimEnd('.');
        return string.Create(CultureInfo.InvariantCulture, $"{local}@{domain.PadRight(EmailAddress.MaxOctets - local.Length - 1 - ".example".Length, 'd')}.example");
    }
}
