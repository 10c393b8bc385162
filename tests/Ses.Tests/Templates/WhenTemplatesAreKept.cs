using Ses.Judges;
using Ses.Templates;

namespace Ses.Tests.Templates;

public sealed class WhenTemplatesAreKept
{
    [Fact]
    public void One_is_created_found_by_id_and_name_and_tells_its_variables()
    {
        using var world = new SmallWorld();
        var created = world.Template("<p>{{ name }} {{ order.total }} {{ name }}</p>");
        Assert.Equal((1, TemplateType.Html, world.Now), (created.Version, created.Type, created.CreatedAt));
        Assert.Equal(["name", "order.total"], created.Variables.Select(variable => variable.Name));
        Assert.Equal(created.Id, world.Ask(client => client.Templates.FindAsync("letter"))!.Id);
        Assert.Equal(created.Source, world.Ask(client => client.Templates.FindAsync(created.Id))!.Source);
    }

    [Fact]
    public void The_list_is_searched_by_a_part_of_the_name()
    {
        using var world = new SmallWorld();
        foreach (var name in new[] { "Welcome", "Receipt", "welcome back" })
            world.Template("<p>x</p>", name: name);
        var page = world.Ask(client => client.Templates.ListAsync("WELCOME"));
        Assert.Equal(["Welcome", "welcome back"], page.Items.Select(template => template.Name));
        Assert.Equal(2, page.Total);
    }

    [Fact]
    public void A_name_is_taken_once_and_free_again_after_a_delete()
    {
        using var world = new SmallWorld();
        var first = world.Template("<p>x</p>", name: "one");
        var second = world.Template("<p>x</p>", name: "two");
        Assert.Equal(SesErrorCode.AlreadyExists, Refused.By(() => world.Template("<p>y</p>", name: "one")).Code);
        Assert.Equal(SesErrorCode.AlreadyExists, Refused.By(() => world.Ask(client => client.Templates.UpdateAsync(second.Id, new() { Name = "one", Source = "<p>y</p>" }))).Code);
        world.Ask(client => client.Templates.DeleteAsync(first.Id));
        Assert.Null(world.Ask(client => client.Templates.FindAsync(first.Id)));
        Assert.NotEqual(first.Id, world.Template("<p>y</p>", name: "one").Id);
        Assert.Equal(SesErrorCode.TemplateNotFound, Refused.By(() => world.Ask(client => client.Templates.DeleteAsync(first.Id))).Code);
        Assert.Equal(SesErrorCode.TemplateNotFound, Refused.By(() => world.Ask(client => client.Templates.UpdateAsync(first.Id, new() { Name = "x", Source = "x" }))).Code);
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_draft_is_said_at_once()
    {
        using var world = new SmallWorld();
        Assert.Equal(
            ["Name", "Source", "Text"],
            Refused.Fields(() => world.Ask(client => client.Templates.CreateAsync(new() { Name = "a\nb", Source = "<p>\n{{ open</p>", Text = "{{ open" }))));
        var error = Assert.Single(Refused.Errors(() => world.Template("<p>\n  {{ open</p>")));
        Assert.Equal(SesErrorCode.TemplateSyntax, error.Code);
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_and_the_option_named()
    {
        using var world = new SmallWorld();
        var error = Assert.Single(Refused.Errors(() => world.Template(new string('x', (512 * 1024) + 1))));
        Assert.Equal(("Source", SesErrorCode.LimitExceeded), (error.Field, error.Code));
        Assert.Contains("Templates.MaxSourceOctets", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spring.html", TemplateType.Html)]
    [InlineData("spring.TXT", TemplateType.PlainText)]
    public async Task A_file_gives_text_type_and_name(string file, TemplateType type)
    {
        using var folder = new TemporaryFolder();
        var draft = await TemplateDraft.FromFileAsync(folder.Write(file, "Dear {{ name }}"), TestContext.Current.CancellationToken);
        Assert.Equal(("spring", "Dear {{ name }}", type), (draft.Name, draft.Source, draft.Type));
    }

    [Fact]
    public void A_preview_shows_what_would_be_sent_and_stores_nothing()
    {
        using var world = new SmallWorld();
        var draft = new TemplateDraft { Name = "letter", Source = "<p>Dear {{ name }}</p>", Text = "Dear {{ name }}" };
        var preview = world.Ask(client => client.Templates.PreviewAsync(draft, new() { ["name"] = "<Ada>" }));
        Assert.Equal(("<p>Dear &lt;Ada&gt;</p>", "Dear <Ada>"), (preview.Html, preview.Text));
        Assert.Equal(["Data[\"name\"]"], Refused.Fields(() => world.Ask(client => client.Templates.PreviewAsync(draft, []))));
        Assert.Empty(world.Ask(client => client.Templates.ListAsync()).Items);
    }
}
