using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;

namespace Ses.Storage.Specifications;

/// <summary>Templates and their versions: <see cref="ITemplateStore"/>.</summary>
public abstract class TemplateStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");

    [Fact]
    public async Task A_template_gets_the_accounts_next_id_and_is_version_one()
    {
        var first = await AddAsync(Template("welcome") with { Id = new(99), Version = 7 });
        var second = await AddAsync(Template("goodbye"));
        var foreign = await AddAsync(Template("welcome") with { Account = Other });

        Assert.Equal((1, 1), (first.Id.Value, first.Version));
        Assert.Equal((2, 1), (second.Id.Value, foreign.Id.Value));
    }

    [Fact]
    public async Task A_template_comes_back_as_it_was_stored()
    {
        var template = await AddAsync(Template("Привет «всем» 🎉 % _ '") with
        {
            Type = TemplateType.PlainText,
            Source = string.Concat(Enumerable.Repeat("{{ name }} äöü 👩‍👩‍👧\r\n", 20_000)),
            Text = "",
            Variables = [new("name", true), new("order.итого", false)],
            UpdatedAt = Now.AddTicks(1),
        });

        Same(template, await Storage.Templates.FindAsync(default, template.Id, Token));
        Same(template, await Storage.Templates.FindByNameAsync(default, template.Name, Token));
        Same(template, await Storage.Templates.FindVersionAsync(default, new(template.Id, 1), Token));
        var bare = await AddAsync(Template("bare"));
        Same(bare, await Storage.Templates.FindAsync(default, bare.Id, Token));
    }

    [Fact]
    public async Task A_name_is_taken_once_in_an_account_to_the_character()
    {
        await AddAsync(Template("Welcome"));

        Assert.Null(await Storage.Templates.AddAsync(Template("Welcome"), Token));
        foreach (var name in new[] { "welcome", "Welcome ", "Wélcome", "We\u0301lcome" })
            await AddAsync(Template(name));
        await AddAsync(Template("Welcome") with { Account = Other });
        Assert.Equal(1, (await Storage.Templates.FindByNameAsync(default, "Welcome", Token))!.Id.Value);
        Assert.Equal(3, (await Storage.Templates.FindByNameAsync(default, "Welcome ", Token))!.Id.Value);
        Assert.Null(await Storage.Templates.FindByNameAsync(default, "WELCOME", Token));
        Assert.Null(await Storage.Templates.FindByNameAsync(new("third"), "Welcome", Token));
    }

    [Fact]
    public async Task Every_version_is_kept_and_the_last_one_is_current()
    {
        var first = await AddAsync(Template("welcome"));
        var second = first with { Version = 2, Source = "second", Name = "willkommen", UpdatedAt = Now.AddHours(1) };
        Assert.Equal(UpdateTemplateResult.Updated, await Storage.Templates.UpdateAsync(second, Token));

        Same(second, await Storage.Templates.FindAsync(default, first.Id, Token));
        Same(first, await Storage.Templates.FindVersionAsync(default, new(first.Id, 1), Token));
        Same(second, await Storage.Templates.FindVersionAsync(default, new(first.Id, 2), Token));
        Assert.Null(await Storage.Templates.FindVersionAsync(default, new(first.Id, 3), Token));
        Assert.Null(await Storage.Templates.FindVersionAsync(Other, new(first.Id, 1), Token));
        Assert.Null(await Storage.Templates.FindByNameAsync(default, "welcome", Token));
        Same(second, await Storage.Templates.FindByNameAsync(default, "willkommen", Token));
        await AddAsync(Template("welcome"));
    }

    [Fact]
    public async Task An_update_says_what_is_in_its_way()
    {
        var template = await AddAsync(Template("welcome"));
        await AddAsync(Template("taken"));

        Assert.Equal(UpdateTemplateResult.VersionConflict, await Storage.Templates.UpdateAsync(template, Token));
        Assert.Equal(UpdateTemplateResult.VersionConflict, await Storage.Templates.UpdateAsync(template with { Version = 3, Name = "taken" }, Token));
        Assert.Equal(UpdateTemplateResult.NameTaken, await Storage.Templates.UpdateAsync(template with { Version = 2, Name = "taken" }, Token));
        Assert.Equal(UpdateTemplateResult.NotFound, await Storage.Templates.UpdateAsync(template with { Version = 2, Id = new(99) }, Token));
        Assert.Equal(UpdateTemplateResult.NotFound, await Storage.Templates.UpdateAsync(template with { Version = 2, Account = Other }, Token));
        Same(template, await Storage.Templates.FindAsync(default, template.Id, Token));
        Assert.Equal(UpdateTemplateResult.Updated, await Storage.Templates.UpdateAsync(template with { Version = 2 }, Token));
    }

    [Fact]
    public async Task Of_eight_updates_of_one_version_one_is_stored()
    {
        var template = await AddAsync(Template("welcome"));
        var doors = await ConnectAsync(8);
        var results = await AtOnceAsync(8, async number => await doors[number].Templates.UpdateAsync(template with { Version = 2, Source = $"by {number}" }, Token));

        var winner = Assert.Single(Enumerable.Range(0, 8), number => results[number] == UpdateTemplateResult.Updated);
        Assert.Equal(7, results.Count(result => result == UpdateTemplateResult.VersionConflict));
        Assert.Equal($"by {winner}", (await Storage.Templates.FindAsync(default, template.Id, Token))!.Source);
    }

    [Fact]
    public async Task Eight_who_add_at_once_get_ids_and_names_of_their_own()
    {
        var doors = await ConnectAsync(8);
        var added = await AtOnceAsync(8, async number => await doors[number].Templates.AddAsync(Template($"name {number / 2}"), Token));

        Assert.Equal(4, added.Count(template => template is not null));
        Assert.Equal([1, 2, 3, 4], added.OfType<MailTemplate>().Select(template => template.Id.Value).Order());
    }

    [Fact]
    public async Task A_removed_template_is_gone_for_new_mail_and_kept_for_what_is_queued()
    {
        var template = await AddAsync(Template("welcome"));
        await Storage.Templates.UpdateAsync(template with { Version = 2 }, Token);

        Assert.True(await Storage.Templates.RemoveAsync(default, template.Id, Token));
        Assert.False(await Storage.Templates.RemoveAsync(default, template.Id, Token));
        Assert.False(await Storage.Templates.RemoveAsync(default, new(99), Token));
        Assert.Null(await Storage.Templates.FindAsync(default, template.Id, Token));
        Assert.Null(await Storage.Templates.FindByNameAsync(default, "welcome", Token));
        Assert.Equal(0, (await Storage.Templates.ListAsync(default, null, PageRequest.First, Token)).Total);
        Assert.Equal(UpdateTemplateResult.NotFound, await Storage.Templates.UpdateAsync(template with { Version = 3 }, Token));
        Same(template, await Storage.Templates.FindVersionAsync(default, new TemplateVersionRef(template.Id, 1), Token));
        Assert.Equal(2, (await Storage.Templates.FindVersionAsync(default, new TemplateVersionRef(template.Id, 2), Token))!.Version);
    }

    [Fact]
    public async Task A_removed_name_is_free_and_a_removed_id_is_not_given_out_again()
    {
        var template = await AddAsync(Template("welcome"));
        await Storage.Templates.RemoveAsync(default, template.Id, Token);
        var again = await AddAsync(Template("welcome"));

        Assert.Equal((2, 1), (again.Id.Value, again.Version));
        Same(again, await Storage.Templates.FindByNameAsync(default, "welcome", Token));
    }

    [Fact]
    public async Task Templates_are_searched_by_a_part_of_their_current_name_in_any_case()
    {
        var renamed = await AddAsync(Template("old"));
        await Storage.Templates.UpdateAsync(renamed with { Version = 2, Name = "ПРИВЕТ 100%" }, Token);
        foreach (var name in new[] { "Привет a_b", "goodbye", "Hello", "a\\b" })
            await AddAsync(Template(name));
        await AddAsync(Template("Привет") with { Account = Other });

        Assert.Equal([1, 2], await IdsAsync("привет"));
        Assert.Equal([4], await IdsAsync("HELL"));
        Assert.Equal([1], await IdsAsync("%"));
        Assert.Equal([2], await IdsAsync("_"));
        Assert.Equal([2], await IdsAsync("A_B"));
        Assert.Equal([5], await IdsAsync("\\"));
        Assert.Equal([], await IdsAsync("old"));
        Assert.Equal([1, 2, 3, 4, 5], await IdsAsync(null));
    }

    [Fact]
    public async Task Pages_of_templates_do_not_move_when_others_come_and_go()
    {
        for (var i = 1; i <= 23; i++)
            await AddAsync(Template($"t{i}"));

        var seen = await PagesAsync(5, page => Storage.Templates.ListAsync(default, "t", page, Token), count => Storage.Templates.RemoveAsync(default, new(count), Token).AsTask());

        Assert.Equal(Enumerable.Range(1, 23).Select(i => (long)i), seen.Select(template => template.Id.Value));
        Assert.Equal(19, (await Storage.Templates.ListAsync(default, "t", new(Size: 1), Token)).Total);
    }

    private MailTemplate Template(string name) => new()
    {
        Account = AccountId.Default,
        Id = default,
        Name = name,
        Type = TemplateType.Html,
        Version = 1,
        Source = "<p>Hello</p>",
        Variables = [],
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private async Task<MailTemplate> AddAsync(MailTemplate template)
    {
        var added = await Storage.Templates.AddAsync(template, Token);
        Assert.NotNull(added);
        Same(template with { Id = added.Id, Version = 1 }, added);
        return added;
    }

    private async Task<IEnumerable<long>> IdsAsync(string? search) =>
        (await Storage.Templates.ListAsync(default, search, PageRequest.First, Token)).Items.Select(template => template.Id.Value);
}
