using System.Text;
using CsCheck;
using NSubstitute;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Recipients.Internal;

namespace Ses.Core.Tests.Recipients;

public sealed class WhenAFileIsHostile
{
    private const int HundredMegabytes = 100_000_000;

    public static TheoryData<string, char, string, string> LongLines => new()
    {
        { "email,n\na@b.example,1\nx@b.example,", 'x', "\nc@b.example,3\n", "the line has more than 262144 characters" },
        { "email,n\na@b.example,1\nx@b.example,", ',', "\nc@b.example,3\n", "the line has more than 262144 characters" },
        { "email,n\na@b.example,1\nx@b.example,\"", 'x', "\"\nc@b.example,3\n", "a quote that is opened on line 3 is not closed" },
        { "email,n\na@b.example,1\nx@b.example,\"", '"', "\nc@b.example,3\n", "the line has more than 262144 characters" },
        { "email,n\na@b.example,1\nx@b.example,", '\0', "\nc@b.example,3\n", "the line has more than 262144 characters" },
    };

    [Theory]
    [MemberData(nameof(LongLines))]
    public async Task A_line_of_a_hundred_megabytes_is_one_bad_row_in_bounded_memory(string before, char filler, string after, string reason)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var report = await ImportAsync(new FilledStream(before, filler, HundredMegabytes, after));
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.Equal((3, 2), (report.Total, report.Valid));
        Assert.Equal(new(3, reason), Assert.Single(report.Errors));
        // Streams that do not wait keep it all on this thread.
        Assert.InRange(allocated, 1, 8_000_000);
    }

    [Fact]
    public async Task A_hundred_megabytes_of_line_ends_are_nothing()
    {
        var report = await ImportAsync(new FilledStream("email,n", '\n', HundredMegabytes, "a@b.example,1"));
        Assert.Equal((1, 1), (report.Total, report.Valid));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_one_row_of_many()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"u{i}@b.example,{i}\n"));
        var report = await ImportAsync(Utf8($"email,n\n{rows}x@b.example,\"open\n{rows.Replace("u", "v", StringComparison.Ordinal)}"));
        Assert.Equal((100_001, 100_000, 1), (report.Total, report.Valid, report.Malformed));
        Assert.Equal(new(50_002, "a quote that is opened on line 50002 is not closed"), Assert.Single(report.Errors));
    }

    [Fact]
    public async Task Quotes_on_every_line_take_no_longer_than_the_file_is_long()
    {
        var report = await ImportAsync(Utf8("email,n\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"u{i}@b.example,\"{i}\n"))));
        Assert.Equal((100_000, 100_000), (report.Total, report.Malformed));
        Assert.Equal(1_000, report.Errors.Count);
    }

    [Fact]
    public async Task A_nul_is_refused_with_its_line()
    {
        var report = await ImportAsync(Utf8("email,n\na@b.example,\0\nb@b.example,2\n"));
        Assert.Equal((2, 1), (report.Total, report.Valid));
        Assert.Equal(new(2, "it has a NUL character"), Assert.Single(report.Errors));
    }

    [Fact]
    public async Task Broken_characters_are_refused_with_their_line()
    {
        var report = await ImportAsync(new MemoryStream([.. "email,n\na@b.example,王\nb@b.example,"u8, 0xff, .. "\nc@b.example,x\n"u8]), new() { Encoding = Encoding.UTF8 });
        Assert.Equal((3, 2), (report.Total, report.Valid));
        Assert.StartsWith("it has a broken character", Assert.Single(report.Errors, error => error.Line == 3).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_columns_are_refused_in_the_header_and_are_a_bad_row_elsewhere()
    {
        var many = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}"));
        var refused = await Assert.ThrowsAsync<SesException>(() => ImportAsync(Utf8($"{many}\n{many}\n")));
        Assert.Equal("The CSV file cannot be read: line 1: the header row has more than 1000 columns.", refused.Message);
        var report = await ImportAsync(Utf8($"email,n\n{many}\na@b.example,1\n"));
        Assert.Equal((2, 1), (report.Total, report.Valid));
        Assert.Equal(new(2, "the row has more than 1000 columns"), Assert.Single(report.Errors));
    }

    [Fact]
    public async Task A_header_of_a_hundred_megabytes_is_refused() =>
        Assert.Equal(
            "The CSV file cannot be read: line 1: the header row has more than 65536 characters.",
            (await Assert.ThrowsAsync<SesException>(() => ImportAsync(new FilledStream("email,", 'x', HundredMegabytes, "\na@b.example\n")))).Message);

    [Fact]
    public void Whatever_the_octets_are_the_counts_agree_or_it_says_why_it_cannot_be_read() =>
        Gen.Select(Gen.OneOf("email,name\n", "邮箱;姓名\r\n", ""), Gen.OneOf(Gen.Byte.Array[0, 300], Gen.OneOf("a@b.example,\"x\"\n;\t\r@\"\u4e2d".Select(c => (byte)c).ToArray()).SelectMany(bytes => Gen.OneOf(bytes).Array[0, 300])))
        .Sample((header, octets) =>
        {
            try
            {
                var report = ImportAsync(new MemoryStream([.. Encoding.UTF8.GetBytes(header), .. octets])).GetAwaiter().GetResult();
                return report.Total == report.Valid + report.Malformed + report.TooLong + report.Empty + report.Duplicate;
            }
            catch (SesException error)
            {
                return error.Message.StartsWith("The CSV file cannot be read: ", StringComparison.Ordinal);
            }
        }, iter: 3_000);

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<ImportReport> ImportAsync(Stream csv, CsvImportOptions? options = null)
    {
        var store = Substitute.For<IRecipientStore>();
        store.AddMembersAsync(null!, default).ReturnsForAnyArgs(new AddMembersResult(AddMembersStatus.Stored, 0, 0));
        var limits = new RecipientsOptions { MaxImportRows = int.MaxValue };
        return await new CsvImporter(AccountId.Default, new(1), store, limits, 8_192, options ?? new(), null).RunAsync(csv, TestContext.Current.CancellationToken);
    }

    /// <summary>Text, then one character many times, then text.</summary>
    private sealed class FilledStream(string before, char filler, long count, string after) : Stream
    {
        private readonly byte[] _before = Encoding.UTF8.GetBytes(before);
        private readonly byte[] _after = Encoding.UTF8.GetBytes(after);
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var end = _before.Length + count;
            var source = _at < _before.Length ? _before.AsSpan((int)_at) : _at < end ? default : _after.AsSpan((int)Math.Min(_at - end, _after.Length));
            var length = (int)Math.Min(buffer.Length, _at >= _before.Length && _at < end ? end - _at : source.Length);
            if (source.IsEmpty)
                buffer[..length].Fill((byte)filler);
            else
                source[..length].CopyTo(buffer);
            _at += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
