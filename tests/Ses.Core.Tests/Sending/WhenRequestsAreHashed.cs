using Ses.Ledger;
using Ses.Sending;
using Ses.Sending.Internal;

namespace Ses.Core.Tests.Sending;

public sealed class WhenRequestsAreHashed
{
    private static readonly SendRequest Request = new() { From = "a@b.example", To = ["c@d.example"], Subject = "s", Text = "t" };

    [Fact]
    public void Equal_requests_have_equal_hashes_also_when_made_anew() =>
        Assert.Equal(
            RequestHash.Of(Request with { Attachments = [new("a", new byte[] { 1, 2 })], Headers = new Dictionary<string, string> { ["X"] = "1" }, Data = new() { ["a"] = 1 } }),
            RequestHash.Of(Request with { Attachments = [new("a", new byte[] { 1, 2 })], Headers = new Dictionary<string, string> { ["X"] = "1" }, Data = new() { ["a"] = 1 }, To = ["c@d.example"] }));

    [Fact]
    public void The_key_itself_is_no_part_of_the_request() => Assert.Equal(RequestHash.Of(Request), RequestHash.Of(Request with { IdempotencyKey = "k" }));

    [Fact]
    public void Every_difference_shows_also_between_neighbours_and_between_nothing_and_empty()
    {
        SendRequest[] all =
        [
            Request,
            Request with { From = "x@b.example" },
            Request with { To = ["c@d.example", "e@f.example"] },
            Request with { To = [], Cc = ["c@d.example"] },
            Request with { To = [], Bcc = ["c@d.example"] },
            Request with { To = ["c@d.example"], Cc = ["e@f.example"] },
            Request with { ReplyTo = ["c@d.example"] },
            Request with { Subject = "st", Text = "" },
            Request with { Subject = "s", Text = null, Html = "t" },
            Request with { Html = "" },
            Request with { Html = "t", Text = "t" },
            Request with { Template = new(1) },
            Request with { Data = [] },
            Request with { Data = new() { ["a"] = 1 } },
            Request with { Data = new() { ["a"] = "1" } },
            Request with { Stream = MailStream.Marketing },
            Request with { Headers = new Dictionary<string, string> { ["X"] = "1" } },
            Request with { Headers = new Dictionary<string, string> { ["X1"] = "" } },
            Request with { Attachments = [new("a", new byte[] { 1 })] },
            Request with { Attachments = [new("a", new byte[] { 1 }, "text/plain")] },
            Request with { Attachments = [new("a", new byte[] { 1 }, null, "text/plain")] },
            Request with { Attachments = [new("a", new byte[] { 1 }), new("b", new byte[] { 2 })] },
            Request with { Attachments = [new("a", new byte[] { 1, 2 })] },
        ];
        Assert.Equal(all.Length, all.Select(RequestHash.Of).Distinct().Count());
    }
}
