using Microsoft.Extensions.DependencyInjection;
using Ses.Sending;
using Ses.Templates;

namespace Ses.Tests.Sending;

public sealed class WhenARequestIsWrong
{
    [Fact]
    public void Everything_is_said_at_once_and_nothing_is_stored()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Domains.CreateAsync("later.example"));
        var template = world.Template("<p>{{ name }}</p>");
        var errors = Refused.Errors(() => world.Send(new SendRequest
        {
            From = "shop@later.example",
            To = ["no-at-sign", "ada@reader.example", "a@b@c", "ADA@reader.example"],
            Cc = ["x@y..example"],
            Bcc = [""],
            ReplyTo = ["desk@office.example\r\nBcc: x@y.example"],
            Subject = "Hello\r\nBcc: eve@evil.example",
            Template = template.Id,
            Data = new() { ["nmae"] = "Ada" },
            Headers = new Dictionary<string, string> { ["X-Ok"] = "a\nb", ["Bcc"] = "x@y.example", ["X Bad"] = "c" },
            Attachments = [new("../secret.txt", new byte[] { 1 })],
            IdempotencyKey = "",
        }));

        Assert.Equal(
            [
                "Attachments[0].FileName", "Bcc[0]", "Cc[0]", "Data[\"name\"]", "Data[\"nmae\"]", "From", "Headers[\"Bcc\"]", "Headers[\"X Bad\"]", "Headers[\"X-Ok\"]",
                "IdempotencyKey", "ReplyTo[0]", "Subject", "To[0]", "To[2]", "To[3]",
            ],
            errors.Select(error => error.Field).Order(StringComparer.Ordinal));
        Assert.All(errors, error => Assert.DoesNotContain('\n', error.Message));
        Assert.StartsWith("0 messages, 0 deliveries", world.World.Storage.Dump(), StringComparison.Ordinal);
        Assert.Equal(default, world.Total());
    }

    [Fact]
    public void The_exception_shows_every_error_on_a_line_of_its_own()
    {
        using var world = new SmallWorld();
        var error = Assert.Throws<SesValidationException>(() => world.Send(SmallWorld.Letter("nobody") with { Subject = "" }));
        Assert.Equal(2, error.Message.Split(Environment.NewLine).Length);
        Assert.Contains("To[0]: 'nobody' is not an address: it has no at sign", error.Message, StringComparison.Ordinal);
        Assert.Contains("Subject: a subject is needed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop@foreign.example", "domain.not_found")]
    [InlineData("shop@sub.news.example", "domain.not_found")]
    [InlineData("shop@later.example", "domain.not_verified")]
    [InlineData("shop", "field.invalid")]
    [InlineData("Shop\r\nX: y <editor@news.example>", "field.invalid")]
    [InlineData("", "field.invalid")]
    public void The_sender_must_be_under_a_verified_domain_of_the_account(string from, string code)
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Domains.CreateAsync("later.example"));
        var error = Assert.Single(Refused.Errors(() => world.Send(SmallWorld.Letter("ada@a.example") with { From = from })));
        Assert.Equal(("From", new SesErrorCode(code)), (error.Field, error.Code));
    }

    [Theory]
    [InlineData("X-A", "one\r\ntwo")]
    [InlineData("X-A", "one\ntwo")]
    [InlineData("X-A", "one\rtwo")]
    [InlineData("X-A", "nul\0")]
    [InlineData("X-A\r\nBcc", "x")]
    [InlineData("X-Ä", "x")]
    [InlineData("X:A", "x")]
    [InlineData("", "x")]
    [InlineData("from", "x@y.example")]
    [InlineData("Content-Type", "text/html")]
    [InlineData("DKIM-Signature", "x")]
    [InlineData("message-id", "<1@x.example>")]
    public void A_header_that_would_break_out_or_is_ours_is_refused(string name, string value)
    {
        using var world = new SmallWorld();
        var error = Assert.Single(Refused.Errors(() => world.Send(SmallWorld.Letter("ada@a.example") with { Headers = new Dictionary<string, string> { [name] = value } })));
        Assert.StartsWith("Headers[\"", error.Field, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Field);
    }

    [Fact]
    public void Content_is_a_template_or_own_and_one_of_them()
    {
        using var world = new SmallWorld();
        var template = world.Template("<p>x</p>");
        var letter = SmallWorld.Letter("ada@a.example");
        Assert.Equal(["Html"], Refused.Fields(() => world.Send(letter with { Text = null })));
        Assert.Equal(["Html"], Refused.Fields(() => world.Send(letter with { Template = template.Id })));
        Assert.Equal(["Data"], Refused.Fields(() => world.Send(letter with { Data = new() { ["name"] = "Ada" } })));
    }

    [Fact]
    public void Nobody_to_send_to_is_an_error()
    {
        using var world = new SmallWorld();
        var error = Assert.Single(Refused.Errors(() => world.Send()));
        Assert.Equal(("To", SesErrorCode.Required), (error.Field, error.Code));
    }

    [Fact]
    public void What_is_too_many_or_too_large_names_the_option_that_lifts_it()
    {
        using var world = new SmallWorld(options => options.Sending.MaxMessageOctets = 10_000);
        var errors = Refused.Errors(() => world.Send(SmallWorld.Letter([.. Many("to", 51)]) with
        {
            Cc = [.. Many("cc", 21)],
            Bcc = [.. Many("bcc", 21)],
            Subject = new string('x', 999),
            Attachments = [.. Enumerable.Range(0, 11).Select(i => new Attachment($"{i}.bin", new byte[1_000]))],
        }));
        Assert.Equal(
            [("Attachments", "MaxAttachments"), ("Attachments", "MaxMessageOctets"), ("Bcc", "MaxBcc"), ("Cc", "MaxCc"), ("Subject", "MaxSubjectLength"), ("To", "MaxTo")],
            errors.Select(error => (error.Field, Option(error.Message))).Order());
        Assert.All(errors, error => Assert.Equal(SesErrorCode.LimitExceeded, error.Code));

        static string Option(string message) => message.Split("o.Sending.")[1].Split(' ')[0];
    }

    [Fact]
    public void As_many_as_allowed_are_taken()
    {
        using var world = new SmallWorld();
        var receipt = world.Send(SmallWorld.Letter([.. Many("to", 50)]) with { Cc = [.. Many("cc", 20)], Bcc = [.. Many("bcc", 20)], Subject = new string('x', 998) });
        Assert.Equal(90, receipt.Recipients.Count);
    }

    [Fact]
    public void Encoded_size_counts_not_the_file_s()
    {
        using var world = new SmallWorld(options => options.Sending.MaxMessageOctets = 1_000);
        var letter = SmallWorld.Letter("ada@a.example") with { Text = "" };
        Assert.NotNull(world.Send(letter with { Attachments = [new("a.bin", new byte[750])] }));
        Assert.Equal(["Attachments"], Refused.Fields(() => world.Send(letter with { Attachments = [new("a.bin", new byte[751])] })));
    }

    [Theory]
    [InlineData("", null, null, "FileName")]
    [InlineData("a/b.txt", null, null, "FileName")]
    [InlineData("a\r\n.txt", null, null, "FileName")]
    [InlineData("a.txt", "nonsense", null, "ContentType")]
    [InlineData("a.txt", "text/plain\r\nX: y", null, "ContentType")]
    [InlineData("a.txt", null, "<logo>", "ContentId")]
    [InlineData("a.txt", null, "lo go", "ContentId")]
    public void An_attachment_says_what_is_wrong_with_it(string name, string? type, string? id, string field)
    {
        using var world = new SmallWorld();
        Assert.Equal([$"Attachments[0].{field}"], Refused.Fields(() => world.Send(SmallWorld.Letter("ada@a.example") with { Attachments = [new(name, new byte[] { 1 }, type, id)] })));
    }

    [Fact]
    public async Task UseUnlimited_lifts_the_numbers()
    {
        var token = TestContext.Current.CancellationToken;
        var dns = new Testing.InMemoryDns();
        await using var provider = new ServiceCollection()
            .AddSes(ses => ses.UseInMemory().UseDns(_ => dns).UseUnlimited().Configure(options => options.Domains.DkimKeyBits = 1024))
            .BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        dns.Publish(await client.Domains.CreateAsync(SmallWorld.Domain, token));
        await client.Domains.VerifyAsync(SmallWorld.Domain, token);
        var receipt = await client.SendAsync(SmallWorld.Letter([.. Many("to", 600)]) with { Attachments = [.. Enumerable.Range(0, 20).Select(i => new Attachment($"{i}.txt", new byte[1]))] }, token);
        Assert.Equal(600, receipt.Recipients.Count);
    }

    [Fact]
    public void Variables_that_are_no_JSON_object_are_refused_where_they_are_made()
    {
        Assert.Contains("{ … }", Assert.Throws<FormatException>(() => TemplateData.FromJson("[1]")).Message, StringComparison.Ordinal);
        Assert.Contains("not JSON", Assert.Throws<FormatException>(() => TemplateData.FromJson("{")).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Many(string word, int count) => Enumerable.Range(0, count).Select(i => $"{word}{i}@reader.example");
}
