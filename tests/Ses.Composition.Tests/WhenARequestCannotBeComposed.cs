using System.Text;
using Ses.Sending;

namespace Ses.Composition.Tests;

public sealed class WhenARequestCannotBeComposed
{
    private static readonly SendRequest Good = new() { From = MailFamily.From, To = ["ada@example.org"], Subject = "Hello", Text = "hi" };

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_names_its_field()
    {
        await using var client = await QuietClient.StartAsync();
        var errors = await client.RefusedAsync(Good with
        {
            Headers = new Dictionary<string, string> { ["X-A"] = "a", ["x-a"] = "b", ["X-Empty"] = " ", ["X-Break"] = "a\r\nBcc: x@example.org", ["List-Unsubscribe"] = "<x>" },
            Attachments = [new("../etc/passwd", new byte[1]), new("a.eml", new byte[1], "multipart/mixed"), new("b\r\n.txt", new byte[1])],
            Calendar = new("BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR", "CANCEL"),
        });
        Assert.Equal(
            ["Attachments[0].FileName", "Attachments[1].ContentType", "Attachments[2].FileName", "Calendar.Method", "Headers[\"List-Unsubscribe\"]", "Headers[\"X-Break\"]", "Headers[\"X-Empty\"]", "Headers[\"x-a\"]"],
            errors.Select(error => error.Split(": ")[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("no calendar", null, "Calendar.Content")]
    [InlineData("BEGIN:VCALENDAR\nEND:VCALENDAR", "RE QUEST", "Calendar.Method")]
    [InlineData("BEGIN:VCALENDAR\nEND:VCALENDAR", "REQUEST\r\nX: y", "Calendar.Method")]
    public async Task A_calendar_entry_is_one_with_a_method(string content, string? method, string field)
    {
        await using var client = await QuietClient.StartAsync();
        var error = Assert.Single(await client.RefusedAsync(Good with { Calendar = new(content, method) }));
        Assert.StartsWith(field, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_guides_files_are_the_only_ones_where_the_option_says_so()
    {
        await using var strict = await QuietClient.StartAsync(options => options.Sending.OnlyGuideAttachments = true);
        var request = Good with { Attachments = [new("report.PDF", new byte[1]), new("setup.exe", new byte[1]), new("two words.pdf", new byte[1]), new("no-ending", new byte[1])] };
        var errors = await strict.RefusedAsync(request);
        Assert.Equal(["Attachments[1].FileName", "Attachments[2].FileName", "Attachments[3].FileName"], errors.Select(error => error.Split(": ")[0]));
        Assert.All(errors, error => Assert.Contains("ses.Configure(o => o.Sending.OnlyGuideAttachments = false)", error, StringComparison.Ordinal));
        await using var free = await QuietClient.StartAsync();
        Assert.Empty(await free.RefusedAsync(request));
    }

    [Fact]
    public async Task A_whole_mail_says_all_and_comes_from_the_sender_of_the_request()
    {
        await using var client = await QuietClient.StartAsync();
        var whole = new SendRequest { From = MailFamily.From, To = ["ada@example.org"], Subject = "Hello", Mime = Encoding.ASCII.GetBytes("From: shop@news.example.com\nSubject: Hello\n\nhi\n") };
        Assert.Empty(await client.RefusedAsync(whole));
        Assert.Contains("Mime: ", Assert.Single(await client.RefusedAsync(whole with { From = "other@news.example.com" })), StringComparison.Ordinal);
        var errors = await client.RefusedAsync(whole with { Text = "x", Html = "y", ReplyTo = ["b@example.org"], Attachments = [new("a.txt", new byte[1])], Headers = new Dictionary<string, string> { ["X-A"] = "a" } });
        Assert.Equal(["Attachments", "Headers", "Html", "ReplyTo", "Text"], errors.Select(error => error.Split(": ")[0]).Order(StringComparer.Ordinal));
    }
}
