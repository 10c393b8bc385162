using CsCheck;
using Ses.Primitives;

namespace Ses.Core.Tests.Primitives;

public sealed class WhenAMailboxComesFromOutside
{
    [Theory]
    [InlineData("ada@example.com", null)]
    [InlineData(" ada@example.com ", null)]
    [InlineData("<ada@example.com>", null)]
    [InlineData("Ada Lovelace <ada@example.com>", "Ada Lovelace")]
    [InlineData(" Ada Lovelace  < ada@example.com > ", "Ada Lovelace")]
    [InlineData("\"Lovelace, Ada\" <ada@example.com>", "Lovelace, Ada")]
    [InlineData("\"Ada \\\"Countess\\\" \\\\ L\" <ada@example.com>", "Ada \"Countess\" \\ L")]
    [InlineData("王小明 <ada@example.com>", "王小明")]
    public void Name_and_address_are_told_apart(string text, string? name)
    {
        var mailbox = Mailbox.Parse(text);
        Assert.Equal(name, mailbox.DisplayName);
        Assert.Equal("ada@example.com", mailbox.Address.ToString());
    }

    [Theory]
    [InlineData("Ada\r\nBcc: eve@example.com <ada@example.com>", "the name has a line end or another control character")]
    [InlineData("Ada <ada.example.com>", "it has no at sign")]
    [InlineData("Ada ada@example.com", "before the at sign there is a space")]
    [InlineData("", "it is empty")]
    public void What_is_none_is_refused_and_says_why(string text, string expected)
    {
        Assert.False(Mailbox.TryParse(text, out _, out var why));
        Assert.Equal(expected, why);
    }

    [Fact]
    public void Whatever_is_given_the_answer_is_yes_or_no() =>
        Gen.String[Gen.OneOf('a', '@', '.', '<', '>', '"', '\\', ' ', 'ü', '\r', '\ud800'), 0, 30].Select(text => text + "a@b.example>")
            .Sample(text => Mailbox.TryParse(text, out var mailbox, out var why) ? mailbox.Address.Domain.Value.Length > 0 : why.Length > 0, iter: 5_000);
}
