namespace Ses.Tests.Recipients;

public sealed class WhenGroupsAreKept
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("readers", "Another description")]
    [InlineData("others", "Readers of the letter")]
    public async Task Name_and_description_are_each_unique_in_the_account(string name, string description)
    {
        var readers = await RecipientsFixture.CreateAsync();
        var refused = await Assert.ThrowsAsync<SesException>(() => readers.Groups.CreateAsync(name, description, Token));
        Assert.Equal(SesErrorCode.AlreadyExists, refused.Code);
    }

    [Fact]
    public async Task They_are_listed_with_counts_and_creation_time_and_deleted()
    {
        var readers = await RecipientsFixture.CreateAsync();
        var others = await readers.Groups.CreateAsync("others", "The others", Token);
        await readers.ImportAsync("email\nada@example.com\nbob@example.com\n");
        var page = await readers.Groups.ListAsync("READ", cancellationToken: Token);
        var listed = Assert.Single(page.Items);
        Assert.Equal((1, "readers", 2), (page.Total, listed.Name, listed.Count));
        Assert.Equal(readers.Group.CreatedAt, listed.CreatedAt);
        Assert.NotEqual(default, listed.CreatedAt);
        await readers.Groups.DeleteAsync(readers.Group.Id, Token);
        Assert.Equal(others.Id, Assert.Single((await readers.Groups.ListAsync(cancellationToken: Token)).Items).Id);
        Assert.Equal(SesErrorCode.NotFound, (await Assert.ThrowsAsync<SesException>(() => readers.ImportAsync("email\n"))).Code);
        Assert.Equal(SesErrorCode.NotFound, (await Assert.ThrowsAsync<SesException>(() => readers.Groups.DeleteAsync(readers.Group.Id, Token))).Code);
    }

    [Fact]
    public async Task Members_come_page_by_page_in_their_order()
    {
        var readers = await RecipientsFixture.CreateAsync();
        await readers.ImportAsync("email\n" + string.Concat(Enumerable.Range(1, 25).Select(i => $"reader{i}@example.com\n")));
        var (all, after) = (new List<string>(), (string?)null);
        do
        {
            var page = await readers.Groups.ListMembersAsync(readers.Group.Id, new(after, 10), Token);
            Assert.Equal(25, page.Total);
            all.AddRange(page.Items.Select(member => member.Address.LocalPart));
            after = page.Continuation;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"reader{i}"), all);
    }

    [Fact]
    public async Task What_is_wrong_with_a_name_and_a_description_is_said_at_once()
    {
        var readers = await RecipientsFixture.CreateAsync();
        var refused = await Assert.ThrowsAsync<SesValidationException>(() => readers.Groups.CreateAsync(" ", new string('x', 301), Token));
        Assert.Equal([("name", SesErrorCode.Required), ("description", SesErrorCode.LimitExceeded)], refused.Errors.Select(error => (error.Field, error.Code)));
    }
}
