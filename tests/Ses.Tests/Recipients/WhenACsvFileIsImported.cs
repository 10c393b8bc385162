using System.Text;
using Ses.Recipients;

namespace Ses.Tests.Recipients;

public sealed class WhenACsvFileIsImported
{
    private const string Mixed =
        "email;name;city\r\n" +              // 1
        "ada@example.com;Ada;London\r\n" +   // 2
        "\r\n" +                             // 3
        "not an address;Bob;Paris\r\n" +     // 4
        ";Cem;Izmir\r\n" +                   // 5
        "ADA@example.com;Ada again;Rome\r\n" + // 6
        "dora@example.com;;\r\n" +           // 7
        "\"Eve \"\"E\"\" Moss\" <eve@example.com>;\"two\r\nlines\";Oslo\r\n" + // 8, 9
        "fay@example.com;Fay;Bonn;too much\r\n" + // 10
        "gil@example.com;\"Gil;Bern\r\n" +   // 11
        "hal@example.com\r\n" +              // 12
        "ida@example.com;Ida;\r\n";          // 13

    [Fact]
    public async Task Every_row_is_counted_and_the_bad_ones_are_reported_with_line_and_reason()
    {
        var readers = await RecipientsFixture.CreateAsync();
        var report = await readers.ImportAsync(Mixed + new string('x', 65) + "@example.com;Jo;\r\n" + new string('y', 250) + "@example.com;Kim;\r\n");
        Assert.Equal((12, 5, 3, 2, 1, 1), (report.Total, report.Valid, report.Malformed, report.TooLong, report.Empty, report.Duplicate));
        Assert.Equal(
        [
            new(4, "'not an address' is not an email address: it has no at sign"),
            new(5, "no address in the column 'email'"),
            new(6, "ADA@example.com stands in an earlier row"),
            new(10, "it has 4 values, and the header row has 3 columns; a value with a separator in it stands in quotes"),
            new(11, "a quote that is opened on line 11 is not closed"),
        ], report.Errors.Take(5));
        Assert.Equal([14, 15], report.Errors.Skip(5).Select(error => error.Line));
        Assert.Equal(("email", "us-ascii", ';'), (report.AddressColumn, report.Encoding, report.Separator));
        Assert.Equal(["name", "city"], report.Variables);
        Assert.Equal(new Dictionary<string, long> { ["name"] = 2, ["city"] = 3 }, report.MissingValues);
        Assert.Equal(["ada@example.com", "dora@example.com", "eve@example.com", "hal@example.com", "ida@example.com"], await readers.AddressesAsync());
    }

    [Fact]
    public async Task Each_recipient_has_its_own_values_and_none_where_the_field_was_empty()
    {
        var readers = await RecipientsFixture.CreateAsync();
        await readers.ImportAsync("email,名字,note\nada@example.com,王小明,\"a \"\"quote\"\", and\nlines\"\nbob@example.com, ,<b>\n");
        Assert.Equal(["""{"名字":"王小明","note":"a \"quote\", and\nlines"}""", """{"note":"<b>"}"""], (await readers.MembersAsync()).Select(member => member.Data));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("gb18030", false)]
    public async Task What_spreadsheets_save_is_read(string name, bool hasMark)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var readers = await RecipientsFixture.CreateAsync();
        var report = await readers.ImportAsync([.. hasMark ? encoding.Preamble : [], .. encoding.GetBytes("姓名\t邮箱\r\n王小明\twang@qq.example\r\n李雷\tli@163.example\r\n")]);
        Assert.Equal((2, 2, "邮箱", name), (report.Total, report.Valid, report.AddressColumn, report.Encoding));
        Assert.Equal("""{"姓名":"王小明"}""", (await readers.MembersAsync())[0].Data);
    }

    [Fact]
    public async Task A_further_import_appends_the_new_and_gives_the_known_their_new_values()
    {
        var readers = await RecipientsFixture.CreateAsync();
        await readers.ImportAsync("email,name\nada@example.com,Ada\nbob@example.com,Bob\n");
        var report = await readers.ImportAsync("email,name\ncem@example.com,Cem\nAda@Example.com,Countess\n");
        Assert.Equal((2, 1), (report.Valid, report.Updated));
        Assert.Equal(3, (await readers.Groups.FindAsync(readers.Group.Id, TestContext.Current.CancellationToken))!.Count);
        Assert.Equal(["""{"name":"Countess"}""", """{"name":"Bob"}""", """{"name":"Cem"}"""], (await readers.MembersAsync()).Select(member => member.Data));
    }

    [Fact]
    public async Task A_member_can_be_taken_out()
    {
        var readers = await RecipientsFixture.CreateAsync();
        await readers.ImportAsync("email\nada@example.com\nbob@example.com\n");
        Assert.True(await readers.Groups.RemoveMemberAsync(readers.Group.Id, "ADA@example.com", TestContext.Current.CancellationToken));
        Assert.False(await readers.Groups.RemoveMemberAsync(readers.Group.Id, "ada@example.com", TestContext.Current.CancellationToken));
        Assert.Equal(["bob@example.com"], await readers.AddressesAsync());
    }

    [Fact]
    public async Task A_file_with_a_header_only_has_no_rows()
    {
        var report = await (await RecipientsFixture.CreateAsync()).ImportAsync("email,name\r\n");
        Assert.Equal((0, 0, "email"), (report.Total, report.Valid, report.AddressColumn));
    }

    [Fact]
    public async Task Columns_that_no_template_can_use_are_warned_of()
    {
        var report = await (await RecipientsFixture.CreateAsync()).ImportAsync("email,First Name,,\nada@example.com,Ada,lost,\n");
        Assert.Equal(
        [
            "the column 'First Name' cannot be used in a template: a variable's name has letters, digits and underscores, and begins with no digit",
            "column 3 has no name: its values were left out",
        ], report.Warnings);
    }

    [Fact]
    public async Task Values_that_are_too_long_are_refused_with_the_option_that_lifts_it()
    {
        var readers = await RecipientsFixture.CreateAsync();
        var report = await readers.ImportAsync($"email,name\nada@example.com,{new string('x', 9_000)}\nada@example.com,Ada\n");
        Assert.Equal((2, 1, 1, 0), (report.Total, report.Valid, report.TooLong, report.Duplicate));
        Assert.Equal(new(2, "its variables are more than 8192 octets as JSON; for more: ses.Configure(o => o.Templates.MaxDataOctets = …)"), Assert.Single(report.Errors));
    }

    [Fact]
    public async Task More_rows_than_allowed_stop_it_and_it_says_what_is_in_and_what_lifts_it()
    {
        var readers = await RecipientsFixture.CreateAsync();
        var refused = await Assert.ThrowsAsync<SesException>(() => readers.ImportAsync(Rows(10_001)));
        Assert.Equal(SesErrorCode.LimitExceeded, refused.Code);
        Assert.Contains("more than 10000 rows; 10000 recipients of those rows are in the group", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ses.Configure(o => o.Recipients.MaxImportRows = …)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(10_000, (await readers.ImportAsync(Rows(10_000))).Updated);
        Assert.Equal(1, (await readers.ImportAsync(Rows(10_001), new() { MaxRows = 20_000 })).Valid - 10_000);
    }

    [Fact]
    public async Task A_full_group_stops_it_and_it_says_what_is_in_and_what_lifts_it()
    {
        var readers = await RecipientsFixture.CreateAsync(options => options.Recipients.MaxMembers = 1_500);
        var refused = await Assert.ThrowsAsync<SesException>(() => readers.ImportAsync(Rows(2_500)));
        Assert.Equal(SesErrorCode.LimitExceeded, refused.Code);
        Assert.Contains("more than 1500 recipients; 1000 of this file are in it", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ses.Configure(o => o.Recipients.MaxMembers = …)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1_000, (await readers.Groups.FindAsync(readers.Group.Id, TestContext.Current.CancellationToken))!.Count);
    }

    [Fact]
    public async Task Progress_is_told_slice_by_slice()
    {
        var told = new List<ImportProgress>();
        var csv = Encoding.UTF8.GetBytes(Rows(2_500));
        await (await RecipientsFixture.CreateAsync()).ImportAsync(csv, null, new Told(told));
        Assert.Equal([1_000, 2_000, 2_500], told.Select(progress => progress.Rows));
        Assert.Equal(new(2_500, 2_500, csv.Length, csv.Length), told[^1]);
    }

    [Fact]
    public async Task Wrong_options_are_refused_all_at_once()
    {
        var readers = await RecipientsFixture.CreateAsync();
        var refused = await Assert.ThrowsAsync<SesValidationException>(() => readers.ImportAsync("email\n", new() { MaxRows = 0, MaxReportedErrors = -1, ImportKey = "", Separator = '"' }));
        Assert.Equal(["options.MaxRows", "options.MaxReportedErrors", "options.ImportKey", "options.Separator"], refused.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("name", "order total", "价格", "a,b", "say \"hi\"")]
    [InlineData]
    public async Task The_sample_file_imports_as_it_is(params string[] variables)
    {
        var readers = await RecipientsFixture.CreateAsync();
        var report = await readers.ImportAsync(readers.Groups.CreateSampleCsv(variables));
        Assert.Equal((2, 2), (report.Total, report.Valid));
        Assert.Equal(variables.Length > 0 ? variables : ["name"], report.Variables);
        Assert.Empty(report.MissingValues);
    }

    private static string Rows(int count) => "email,name\n" + string.Concat(Enumerable.Range(1, count).Select(i => $"reader{i}@example.com,Reader {i}\n"));

    private sealed class Told(List<ImportProgress> told) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => told.Add(value);
    }
}
