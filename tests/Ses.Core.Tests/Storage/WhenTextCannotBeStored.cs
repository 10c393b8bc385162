using System.Text;
using CsCheck;
using Ses.Primitives;

namespace Ses.Core.Tests.Storage;

public sealed class WhenTextCannotBeStored
{
    [Fact]
    public void Nul_and_half_surrogate_pairs_become_the_replacement_character()
    {
        // Not as attributes: those are kept as UTF-8, which has no room for half a pair.
        (string Text, string Expected)[] cases =
        [
            ("a\0b", "a\uFFFDb"),
            ("\0", "\uFFFD"),
            ("\uD83D", "\uFFFD"),
            ("\uDE00\uD83D", "\uFFFD\uFFFD"),
            ("😀\uD83D", "😀\uFFFD"),
            ("😀\0😀\uDC00x", "😀\uFFFD😀\uFFFDx"),
            ("\uD83D\0\uDE00", "\uFFFD\uFFFD\uFFFD"),
        ];
        Assert.All(cases, each => Assert.Equal(each.Expected, StorableText.Of(each.Text)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Ада 👩‍👩‍👧 \u0001\t\r\n\uFFFF\uFFFD")]
    public void Other_text_is_left_as_it_is(string? text) => Assert.Same(text, StorableText.Of(text));

    [Fact]
    public void Whatever_the_text_the_result_is_well_formed_and_as_long_as_it_was() =>
        Gen.Char.Frequency('\0', '\uD83D', '\uDE00').Array[0, 20].Select(chars => new string(chars)).Sample(text =>
        {
            var clean = StorableText.Of(text);
            var encoding = new UTF8Encoding(false, throwOnInvalidBytes: true);
            Assert.Equal(clean, encoding.GetString(encoding.GetBytes(clean)));
            Assert.DoesNotContain('\0', clean);
            Assert.Equal(text.Length, clean.Length);
            Assert.Same(clean, StorableText.Of(clean));
        });

    [Fact]
    public void An_address_with_such_text_is_refused()
    {
        Assert.False(EmailAddress.TryParse("a\0b@example.net", out _));
        Assert.False(EmailAddress.TryParse("\"a\0b\"@example.net", out _));
        Assert.False(EmailAddress.TryParse("a\uD83D@example.net", out _));
        Assert.False(EmailAddress.TryParse("a@\uD83Dexample.net", out _));
    }
}

internal static class OddCharacters
{
    /// <summary>Any character, and each of these as often as all others together.</summary>
    public static Gen<char> Frequency(this Gen<char> any, params char[] often) => Gen.OneOf([any, .. often.Select(Gen.Const)]);
}
