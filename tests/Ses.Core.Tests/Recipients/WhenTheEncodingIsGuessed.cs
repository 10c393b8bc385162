using System.Text;
using Ses.Recipients.Internal;

namespace Ses.Core.Tests.Recipients;

public sealed class WhenTheEncodingIsGuessed
{
    private const string Chinese = "邮箱,姓名,城市\r\nwang@qq.example,王小明,北京\r\nli@163.example,李雷,上海市浦东新区\r\n";
    private const string Western = "email,name,city\r\njose@correo.example,José Núñez,Málaga\r\nzoe@post.example,Zoë,Köln\r\n";

    static WhenTheEncodingIsGuessed() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8", Chinese)]
    [InlineData("utf-16", Chinese)]
    [InlineData("utf-16BE", Chinese)]
    [InlineData("gb18030", Chinese)]
    [InlineData("utf-8", Western)]
    [InlineData("utf-16", Western)]
    [InlineData("utf-16BE", Western)]
    [InlineData("windows-1252", Western)]
    public async Task It_is_told_with_and_without_a_byte_order_mark(string name, string text)
    {
        var encoding = Encoding.GetEncoding(name);
        Assert.Equal((text, name), await ReadAsync(encoding.GetBytes(text)));
        if (!encoding.Preamble.IsEmpty)
            Assert.Equal((text, name), await ReadAsync([.. encoding.Preamble, .. encoding.GetBytes(text)]));
    }

    [Theory]
    [InlineData("gb18030")]
    [InlineData("utf-8")]
    public async Task The_first_letter_may_stand_behind_a_hundred_kilobytes_of_ascii(string name)
    {
        var text = "email,name\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"reader{i}@post.example,Reader\n")) + "wang@qq.example,王小明\nli@qq.example,李雷\n";
        Assert.True(text.Length > 100_000);
        Assert.Equal((text, name), await ReadAsync(Encoding.GetEncoding(name).GetBytes(text)));
    }

    [Fact]
    public async Task The_caller_knows_best_but_for_a_byte_order_mark()
    {
        var cyrillic = "email,name\nivan@post.example,Иван Петров\n";
        var windows = Encoding.GetEncoding(1251);
        Assert.Equal((cyrillic, "windows-1251"), await ReadAsync(windows.GetBytes(cyrillic), windows));
        Assert.Equal((cyrillic, "utf-8"), await ReadAsync([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(cyrillic)], windows));
    }

    [Fact]
    public async Task Zeros_here_and_there_are_no_utf_16() =>
        Assert.Equal("us-ascii", (await ReadAsync(Encoding.ASCII.GetBytes("email,name\na@b.example,\0\0\nc@b.example,\0\n"))).Encoding);

    [Fact]
    public async Task Octets_that_are_no_text_become_replacement_characters()
    {
        var text = await ReadAsync([.. Encoding.UTF8.GetBytes("email,姓名\na@b.example,王"), .. Enumerable.Repeat((byte)'\n', 70_000), 0xff, (byte)'x']);
        Assert.EndsWith("\ufffdx", text.Text, StringComparison.Ordinal);
        Assert.Equal("utf-8", text.Encoding);
    }

    // Two streams: one gives all that is asked for, one an octet at a time.
    private static async Task<(string Text, string Encoding)> ReadAsync(byte[] octets, Encoding? encoding = null)
    {
        var texts = new List<(string, string)>();
        foreach (var stream in new Stream[] { new MemoryStream(octets), new StingyStream(octets) })
        {
            using var text = await CsvText.OpenAsync(stream, encoding, TestContext.Current.CancellationToken);
            var (all, buffer) = (new StringBuilder(), new char[1_000]);
            while (await text.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
                all.Append(buffer, 0, read);
            texts.Add((all.ToString(), text.EncodingName));
            Assert.Equal(octets.Length, text.OctetsRead);
        }

        Assert.Equal(texts[0], texts[1]);
        return texts[0];
    }

    private sealed class StingyStream(byte[] octets) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer.IsEmpty ? buffer : buffer[..1], cancellationToken);
    }
}
