using Ses.Recipients.Internal;

namespace Ses.Core.Tests.Recipients;

public sealed class WhenTheSeparatorIsGuessed
{
    [Theory]
    [InlineData("email,name\na@b.example,Ada\n", ',')]
    [InlineData("email;name\na@b.example;Ada\n", ';')]
    [InlineData("email\tname\na@b.example\tAda\n", '\t')]
    [InlineData("email\na@b.example\n", ',')]
    [InlineData("email;price;share\na@b.example;1,50;0,25\nc@b.example;2,50;0,75\n", ';')]
    [InlineData("email;\"name, first\"\na@b.example;Ada\n", ';')]
    [InlineData("email;name, first, last\na@b.example;Ada\n", ';')]
    [InlineData("email,remark\na@b.example,\"x;y;z;w\"\nc@b.example,\"x;y;z\"\n", ',')]
    [InlineData("email,remark;old\na@b.example,x\nc@b.example,y\n", ',')]
    [InlineData("email\tname, first; last\na@b.example\tAda, Bea; Cem\n", '\t')]
    [InlineData("\"email\";\"name\"\n\"a@b.example\";\"Ada\"\n", ';')]
    [InlineData("", ',')]
    public void The_one_that_fits_the_rows_is_taken(string head, char separator) => Assert.Equal(new(separator), CsvDialect.Of(head, null, isAll: true));

    [Theory]
    [InlineData("sep=;\r\nemail;name\r\n", ';')]
    [InlineData("SEP=|\nemail|name\n", '|')]
    [InlineData("\"sep=\t\"\nemail\tname\n", '\t')]
    public void A_first_line_may_name_it(string head, char separator) => Assert.Equal(new(separator, IsNamed: true), CsvDialect.Of(head, null, isAll: true));

    [Fact]
    public void The_caller_knows_best() => Assert.Equal(new('|'), CsvDialect.Of("email|name;x\na@b.example|Ada;y\n", '|', isAll: true));
}
