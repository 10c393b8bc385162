using CsCheck;

namespace Ses.Core.Tests.Recipients;

public sealed class WhenRowsAreRead
{
    [Theory]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("a,b\r1,2\r")]
    [InlineData("\n\na,b\n\n1,2\n\n\n")]
    [InlineData("\r\n\r\na,b\r\n  \r\n1,2")]
    public void Any_line_end_ends_a_line_and_blank_lines_are_none(string text) => AssertRows(text, ["a", "b"], ["1", "2"]);

    [Theory]
    [InlineData("\"x, y\"", "x, y")]
    [InlineData("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("\"two\nlines\"", "two\nlines")]
    [InlineData("\"two\r\nlines\"", "two\r\nlines")]
    [InlineData("\"\"", "")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [1.5, 2]}\"", "{\"type\": \"Point\", \"at\": [1.5, 2]}")]
    public void Quotes_hold_separators_line_ends_and_quotes(string field, string value) => AssertRows($"a,b\n1,{field}\n", ["a", "b"], ["1", value]);

    [Theory]
    [InlineData("37'48.5\"N", "37'48.5\"N")]
    [InlineData("\"Bob\" Smith", "Bob Smith")]
    [InlineData(" plain ", " plain ")]
    [InlineData(" \"in quotes, spaced\" ", "in quotes, spaced")]
    [InlineData(" \"Bob\" Smith", " \"Bob\" Smith")]
    public void What_people_type_is_read_as_they_mean_it(string field, string value) => AssertRows($"a,b\n1,{field}\n", ["a", "b"], ["1", value]);

    [Fact]
    public void A_row_has_the_number_of_the_line_on_which_it_begins() =>
        Assert.Equal([1, 4, 7, 8], CsvFile.Read("a,b\r\n\r\n\r\n1,\"x\r\ny\rz\"\r\n2,y\n3,\"4\n\n\"").Lines);

    [Fact]
    public void Rows_may_be_shorter_and_longer_than_the_header() => AssertRows("a,b\n1\n1,2,3\n,\n", ["a", "b"], ["1"], ["1", "2", "3"], ["", ""]);

    [Fact]
    public void A_quote_that_is_never_closed_costs_its_own_line()
    {
        var file = CsvFile.Read("a,b\n1,\"open\n2,y\n3,\"with, comma\"\n4,z\n");
        Assert.Equal((2, "a quote that is opened on line 2 is not closed"), Assert.Single(file.Errors));
        Assert.Equal([["a", "b"], ["2", "y"], ["3", "with, comma"], ["4", "z"]], file.Rows);
    }

    [Fact]
    public void The_line_of_the_quote_is_named_where_the_row_began_before()
    {
        var file = CsvFile.Read("a,b,c\n1,\"two\nlines\",\"open\n2,y,z\n");
        Assert.Equal((2, "a quote that is opened on line 3 is not closed"), Assert.Single(file.Errors));
        Assert.Equal(["2", "y", "z"], file.Rows[^1]);
    }

    [Fact]
    public void What_is_written_comes_back_in_any_pieces() =>
        Gen.Select(
            Gen.String[Gen.OneOf('a', 'é', '中', ',', ';', '\t', '"', '\n', '\r', ' '), 0, 12].Array[2, 4].List[1, 6],
            Gen.OneOf(',', ';', '\t'), Gen.OneOf("\n", "\r\n", "\r"), Gen.Int[1, 7])
        .Sample((rows, separator, lineEnd, chunk) =>
        {
            var text = CsvFile.Write(rows, separator, lineEnd);
            return CsvFile.Read(text, separator, chunk).Rows.SelectMany(row => row).SequenceEqual(rows.SelectMany(row => row));
        }, iter: 2_000);

    [Fact]
    public void Whatever_a_file_holds_its_pieces_do_not_matter_and_nothing_is_thrown() =>
        Gen.Select(Gen.String[Gen.OneOf('a', ',', '"', '"', '\n', '\r', ' '), 0, 60], Gen.Int[1, 9]).Sample((text, chunk) =>
        {
            var (whole, pieces) = (CsvFile.Read(text, ','), CsvFile.Read(text, ',', chunk));
            return Shown(whole) == Shown(pieces);
        }, iter: 5_000);

    private static string Shown(CsvFile file) =>
        string.Join('|', file.Rows.Select(row => string.Join('~', row))) + string.Join('|', file.Errors) + string.Join('|', file.Lines);

    private static void AssertRows(string text, params IReadOnlyList<string>[] rows)
    {
        var file = CsvFile.Read(text);
        Assert.Empty(file.Errors);
        Assert.Equal(rows, file.Rows);
    }
}
