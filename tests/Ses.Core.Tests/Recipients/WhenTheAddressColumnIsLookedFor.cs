using Ses.Recipients.Internal;

namespace Ses.Core.Tests.Recipients;

public sealed class WhenTheAddressColumnIsLookedFor
{
    [Theory]
    [InlineData("name,email\nAda,ada@b.example", 1)]
    [InlineData("name,E-Mail Address\nAda,ada@b.example", 1)]
    [InlineData("姓名,邮箱地址\n王小明,wang@qq.example", 1)]
    [InlineData("name,kontakt\nAda,ada@b.example", 1)]
    [InlineData("name,address,kontakt\nAda,12 High Street,ada@b.example", 2)]
    [InlineData("name,kontakt,second\nAda,,\nBea,bea@b.example,b2@b.example\nCem,cem@b.example,", 1)]
    [InlineData("remark,kontakt\nask bob@b.example,ada@b.example\nx,bea@b.example\ny,cem@b.example", 1)]
    [InlineData("forwarded,email\nold@b.example,ada@b.example", 1)]
    [InlineData("name,email", 1)]
    [InlineData("\u200bemail\u00a0,name\nada@b.example,Ada", 0)]
    public void It_is_found_by_its_name_or_by_what_it_holds(string text, int column) => Assert.Equal(column, Read(text)!.Address);

    [Fact]
    public void The_caller_may_name_it()
    {
        Assert.Equal(1, Read("email,Private Mail\na@b.example,b@b.example", "private mail")!.Address);
        Assert.Null(Read("email,name\na@b.example,Ada", "adresse", out var why));
        Assert.Equal("there is no column 'adresse'; the header row has: email, name", why);
    }

    [Theory]
    [InlineData("name,city\nAda,London", "no column has addresses; name it 'email', or say which: new CsvImportOptions { AddressColumn = … }; the header row has: name, city")]
    [InlineData("ada@b.example,Ada\nbea@b.example,Bea", "line 1 holds the address ada@b.example where a header row is expected: put a line such as email,name above it")]
    [InlineData("email,name,name\na@b.example,A,B", "two columns are named 'name': each needs a name of its own")]
    [InlineData("email,email\na@b.example,b@b.example", "two columns are named 'email': each needs a name of its own")]
    public void A_file_that_does_not_tell_is_refused_and_says_why(string text, string expected)
    {
        Assert.Null(Read(text, null, out var why));
        Assert.Equal(expected, why);
    }

    [Theory]
    [InlineData("", "it is empty: a header row is expected")]
    [InlineData("\n\n", "it is empty: a header row is expected")]
    [InlineData("email,\"name\na@b.example,Ada", "line 1: a quote in the header row is not closed")]
    [InlineData("\nemail,na\0me\n", "line 2: the header row is not text in the encoding that was taken; say which it is: new CsvImportOptions { Encoding = … }")]
    public void A_file_without_a_header_is_refused(string text, string expected)
    {
        Assert.Null(CsvSample.Read(text, CsvDialect.Of(text, null, isAll: true), isAll: true, out var why));
        Assert.Equal(expected, why);
    }

    [Fact]
    public void A_column_without_a_name_is_no_variable() => Assert.Equal([null, "name", null], Read("email,name,\na@b.example,Ada,x")!.Variables);

    private static CsvColumns? Read(string text, string? option = null) => Read(text, option, out _);

    private static CsvColumns? Read(string text, string? option, out string? why) =>
        CsvColumns.Read(CsvSample.Read(text, CsvDialect.Of(text, null, isAll: true), isAll: true, out _)!, option, out why);
}
