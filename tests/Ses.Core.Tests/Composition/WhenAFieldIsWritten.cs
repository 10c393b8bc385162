using System.Text;
using CsCheck;
using MimeKit;
using MimeKit.Utils;
using Ses.Composition.Internal;
using Ses.Composition.Internal.Fields;
using Ses.Primitives;

namespace Ses.Core.Tests.Composition;

public sealed class WhenAFieldIsWritten
{
    private static readonly Gen<string> Texts = Gen.String[
        Gen.Frequency((12, Gen.Char['!', '~']), (4, Gen.Const(' ')), (1, Gen.Char["é好م=?_\r\n\t\0\ud83d\ude00\u00a0"])), 1, 300];

    [Fact]
    public void Any_text_comes_back_and_makes_no_second_field() => Texts.Sample(text => CheckText("Subject", text));

    [Theory]
    [InlineData("Hello")]
    [InlineData("  white space at the ends ")]
    [InlineData("two  spaces   inside")]
    [InlineData("looks =?utf-8?q?like?= an encoded word")]
    [InlineData("=?utf-8?b?4pyT?=")]
    [InlineData("inject\r\nBcc: mallory@example.net")]
    [InlineData("\u60a8\u597d\uff0c\u8fd9\u662f\u4e00\u5c01\u6d4b\u8bd5\u90ae\u4ef6\u7684\u4e3b\u9898\uff0c\u8ba2\u5355\u53f7 12345 \u5df2\u7ecf\u53d1\u8d27\u4e86\uff0c\u8bf7\u6ce8\u610f\u67e5\u6536")]
    [InlineData("\ud83d\ude80\ud83d\ude80\ud83d\ude80 Start! \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd")]
    [InlineData("Bestellung f\u00fcr Frau Gr\u00fcn ist unterwegs und kommt morgen zwischen neun und elf Uhr bei Ihnen an, sagt der Bote")]
    public void These_texts_come_back(string text) => CheckText("Subject", text);

    [Theory]
    [InlineData(990)]
    [InlineData(5_000)]
    public void A_word_without_end_comes_back_within_the_lines(int length) => CheckText("X-Token", new string('a', length));

    [Fact]
    public void Long_text_is_folded_at_its_spaces_and_unfolds_to_itself()
    {
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"<id.{i}.abcdefghij@mail.example.com>"));
        var field = Write("References", text);
        Assert.All(field.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        Assert.Equal($"References: {text}", field.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_words_that_need_it_are_encoded() =>
        Assert.Equal("Subject: Ihr =?utf-8?q?Gr=C3=BCner?= Tee\r\n", Write("Subject", "Ihr Gr\u00fcner Tee"));

    [Theory]
    [InlineData("Ada Lovelace <ada@example.org>", "Ada Lovelace <ada@example.org>")]
    [InlineData("\"Lovelace, Ada\" <ada@example.org>", "\"Lovelace, Ada\" <ada@example.org>")]
    [InlineData("John Q. Public <john@example.org>", "\"John Q. Public\" <john@example.org>")]
    [InlineData("a \"b\" \\c <ada@example.org>", "\"a \\\"b\\\" \\\\c\" <ada@example.org>")]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("\u5f20\u4e09 <zhang@example.org>", "=?utf-8?b?5byg5LiJ?= <zhang@example.org>")]
    [InlineData("=?utf-8?q?x?= <ada@example.org>", "=?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <ada@example.org>")]
    [InlineData("a@b <ada@b\u00fccher.example>", "\"a@b\" <ada@xn--bcher-kva.example>")]
    public void A_mailbox_is_shown_as_it_should_be(string mailbox, string expected) =>
        Assert.Equal($"To: {expected}\r\n", Write("To", [Mailbox.Parse(mailbox)]));

    [Fact]
    public void Any_name_comes_back() => Gen.Select(Texts, Gen.Int[1, 30]).Sample((name, count) =>
    {
        var shown = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        var mailboxes = Enumerable.Range(0, count).Select(i => new Mailbox(EmailAddress.Parse($"user{i}@example.org"), shown)).ToList();
        var field = Write("To", mailboxes);
        CheckLines(field, 998);
        var parsed = InternetAddressList.Parse(field["To: ".Length..]).Mailboxes.ToList();
        Assert.Equal(mailboxes.Select(mailbox => mailbox.Address.ToString()), parsed.Select(mailbox => mailbox.Address));
        Assert.All(parsed, mailbox => Assert.Equal(WellFormed(shown), mailbox.Name ?? ""));
    });

    [Fact]
    public void An_address_that_the_server_cannot_be_shown_stands_as_an_empty_group()
    {
        var mailbox = Mailbox.Parse("\u7528\u6237 <\u7528\u6237@example.org>");
        var list = InternetAddressList.Parse(Write("Cc", [mailbox])["Cc: ".Length..]);
        var group = Assert.IsType<GroupAddress>(Assert.Single(list));
        Assert.Empty(group.Members);
        Assert.Contains("\u7528\u6237@example.org", group.Name, StringComparison.Ordinal);
        Assert.Contains("<\u7528\u6237@example.org>", Write("Cc", [mailbox], utf8: true), StringComparison.Ordinal);
    }

    private static void CheckText(string name, string text)
    {
        var field = Write(name, text);
        CheckLines(field, 998);
        Assert.True(Header.TryParse(Encoding.ASCII.GetBytes(field), out var parsed));
        Assert.Equal(name, parsed.Field);
        var expected = string.Concat(WellFormed(text).Select(c => char.IsControl(c) ? ' ' : c));
        Assert.Equal(expected, Rfc2047.DecodeText(Encoding.ASCII.GetBytes(Unfolded(field)[(name.Length + 2)..])));
    }

    private static void CheckLines(string field, int longest)
    {
        Assert.EndsWith("\r\n", field, StringComparison.Ordinal);
        var lines = field[..^2].Split("\r\n");
        Assert.All(lines, line => Assert.True(line.Length <= longest && !line.Any(char.IsControl) && line.All(char.IsAscii), line));
        Assert.All(lines[1..], line => Assert.True(line.StartsWith(' ') && line.Trim().Length > 0, $"'{line}'"));
        Assert.All(lines.Where(line => line.Contains("=?utf-8", StringComparison.Ordinal)), line => Assert.True(line.Length <= 78, line));
    }

    private static string Unfolded(string field) => field.Replace("\r\n", "", StringComparison.Ordinal);

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Write(string name, string text)
    {
        var buffer = new ByteBuffer();
        var field = new FieldWriter(buffer, name);
        FieldText.Write(ref field, text);
        field.End();
        return Encoding.ASCII.GetString(buffer.Written);
    }

    private static string Write(string name, IReadOnlyList<Mailbox> mailboxes, bool utf8 = false)
    {
        var buffer = new ByteBuffer();
        var field = new FieldWriter(buffer, name);
        MailboxText.WriteList(ref field, mailboxes, utf8);
        field.End();
        return Encoding.UTF8.GetString(buffer.Written);
    }
}
