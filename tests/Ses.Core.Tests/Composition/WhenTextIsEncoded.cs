using System.Text;
using CsCheck;
using MimeKit.Encodings;
using Ses.Composition.Internal;
using Ses.Composition.Internal.Bodies;

namespace Ses.Core.Tests.Composition;

public sealed class WhenTextIsEncoded
{
    private static readonly Gen<string> Texts = Gen.Frequency(
        (4, Gen.String[Gen.Frequency((8, Gen.Char[' ', '~']), (2, Gen.Char["\r\n\t =."]), (1, Gen.Char["é好\0\u0001\u2028\ud83d\ude00"])), 0, 400]),
        (1, Gen.String[Gen.Char["a=\n "], 0, 60]));

    [Fact]
    public void Quoted_printable_comes_back_whatever_the_text() => Texts.Sample(text =>
    {
        var canonical = Canonical(text);
        var encoded = new ByteBuffer();
        QuotedPrintable.Append(canonical, encoded);
        CheckLines(encoded.Written, 76);
        Assert.Equal(canonical, Decode(new QuotedPrintableDecoder(), encoded.Written));
    });

    [Fact]
    public void Base64_comes_back_whatever_the_text() => Texts.Sample(text =>
    {
        var canonical = Canonical(text);
        var encoded = new ByteBuffer();
        Base64Lines.Append(canonical, encoded);
        CheckLines(encoded.Written, 76);
        Assert.Equal(canonical, Decode(new Base64Decoder(), encoded.Written));
    });

    [Fact]
    public void Every_line_end_becomes_CRLF_and_nothing_else_does() => Texts.Sample(text =>
    {
        var canonical = Encoding.UTF8.GetString(Canonical(text));
        var expected = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal).Replace('\0', '\ufffd');
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(expected)), canonical);
    });

    [Theory]
    [InlineData("short lines\nof ASCII\n", false, "7bit")]
    [InlineData("", false, "7bit")]
    [InlineData("caf\u00e9 au lait, mostly ASCII\n", false, "quoted-printable")]
    [InlineData("caf\u00e9 au lait, mostly ASCII\n", true, "8bit")]
    [InlineData("\u60a8\u597d\uff0c\u4e16\u754c\n", false, "base64")]
    [InlineData("\u60a8\u597d\uff0c\u4e16\u754c\n", true, "8bit")]
    [InlineData("From the beginning\n", true, "quoted-printable")]
    [InlineData("--=_a1234\n", true, "quoted-printable")]
    [InlineData("a bell\u0007\n", true, "quoted-printable")]
    [InlineData("a nul\0 in otherwise quite ordinary text\n", true, "8bit")]
    public void The_encoding_fits_text_and_server(string text, bool eightBit, string expected)
    {
        var traits = CanonicalText.TraitsOf(Canonical(text));
        Assert.Equal(expected, Encoding.ASCII.GetString(TransferEncodings.Name(TransferEncodings.Best(traits, eightBit))));
    }

    [Theory]
    [InlineData(78, "7bit")]
    [InlineData(79, "quoted-printable")]
    [InlineData(100_000, "quoted-printable")]
    public void ASCII_keeps_to_the_advised_length_of_a_line(int length, string expected) => The_encoding_fits_text_and_server(new string('x', length) + "\n", true, expected);

    [Theory]
    [InlineData(332, "8bit")]
    [InlineData(333, "base64")]
    public void Other_text_goes_as_it_is_up_to_the_hard_limit(int characters, string expected) => The_encoding_fits_text_and_server(new string('\u597d', characters) + "\n", true, expected);

    private static byte[] Canonical(string text)
    {
        var canonical = new ByteBuffer();
        CanonicalText.Append(text, canonical);
        return canonical.Written.ToArray();
    }

    private static byte[] Decode(IMimeDecoder decoder, ReadOnlySpan<byte> encoded)
    {
        var input = encoded.ToArray();
        var output = new byte[decoder.EstimateOutputLength(input.Length)];
        return output[..decoder.Decode(input, 0, input.Length, output)];
    }

    private static void CheckLines(ReadOnlySpan<byte> encoded, int longest)
    {
        Assert.True(MailLines.AreSevenBit(encoded, longest));
        foreach (var line in Encoding.ASCII.GetString(encoded).Split("\r\n"))
            Assert.False(line.EndsWith(' ') || line.EndsWith('\t') || line.StartsWith("From ", StringComparison.Ordinal), line);
    }
}
