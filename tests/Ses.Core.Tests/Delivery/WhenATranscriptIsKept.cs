using System.Net;
using System.Text;
using Ses.Delivery;
using Ses.Delivery.Internal;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenATranscriptIsKept
{
    private const string Password = "correct horse";

    private static readonly Route Open = new([new("mx.example.net")], "us.example", null, "example.net");
    private static readonly Route Relay = new([new("relay.example", 587, TlsMode.Required, new NetworkCredential("ses", Password))], "us.example", null, "relay");

    public static TheoryData<string, string> Dialogues { get; } = new()
    {
        { "> EHLO us.example\n< 250 AUTH PLAIN LOGIN\n> MAIL FROM:<a@b.example>", "> EHLO us.example\n< 250 AUTH PLAIN LOGIN\n> MAIL FROM:<a@b.example>" },
        { "> AUTH PLAIN AGFkYQBzZWNyZXQ=\n< 235 ok\n> MAIL FROM:<a@b.example>", "> AUTH PLAIN ********\n< 235 ok\n> MAIL FROM:<a@b.example>" },
        { "> auth plain =", "> auth plain ********" },
        { "> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> YWRh\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 535 no\n> QUIT", "> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> ********\n< 334 UGFzc3dvcmQ6\n> ********\n< 535 no\n> QUIT" },
        { "< 334 \n* a note\n> c2VjcmV0", "< 334 \n* a note\n> ********" },
        { $"< 535 5.7.8 '{Password}' is wrong", "< 535 5.7.8 '********' is wrong" },
        { $"< 535 {Convert.ToBase64String(Encoding.UTF8.GetBytes(Password))}?", "< 535 ********?" },
        { $"< 535 {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0ses\0{Password}"))}?", "< 535 ********?" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Dialogues))]
    public void No_secret_is_in_it(string dialogue, string kept) => Assert.Equal(kept, KeptTranscript.Of(dialogue, Relay));

    [Fact]
    public void Without_credentials_a_dialogue_stays_as_it_is() =>
        Assert.Equal("> RCPT TO:<ä@b.example>\n< 250 ok", KeptTranscript.Of("> RCPT TO:<ä@b.example>\n< 250 ok", Open));

    [Theory]
    [InlineData("x")]
    [InlineData("ä")]
    [InlineData("🚀")]
    public void It_has_4096_octets_at_most_and_no_half_of_a_character(string letter)
    {
        var kept = KeptTranscript.Of(string.Concat(Enumerable.Repeat(letter, 10_000)), Open);
        Assert.InRange(Encoding.UTF8.GetByteCount(kept), KeptTranscript.MaxOctets - 8, KeptTranscript.MaxOctets);
        Assert.EndsWith($"{letter}\n* more was left out", kept, StringComparison.Ordinal);
        Assert.Equal(KeptTranscript.MaxOctets, KeptTranscript.Of(new string('x', KeptTranscript.MaxOctets), Open).Length);
    }
}
