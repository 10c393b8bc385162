using System.Text;
using Ses.Judges;
using Ses.Templates;

namespace Ses.Tests.Templates;

public sealed class WhenTemplatesAreMade
{
    [Fact]
    public async Task From_a_string_a_file_or_a_stream()
    {
        using var world = new TemplateWorld();
        using var folder = new TemporaryFolder();
        var cancellation = TestContext.Current.CancellationToken;
        var file = folder.Write("spring.txt", "Dear {{ name }}, 春天好");
        var stream = new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<p>{{ 姓名 }}</p>")]);
        TemplateDraft[] drafts =
        [
            new() { Name = "letter", Source = "<p>{{ name }}</p>" },
            await TemplateDraft.FromFileAsync(file, cancellation),
            await TemplateDraft.FromStreamAsync("stream", stream, cancellationToken: cancellation),
        ];
        var created = drafts.Select(draft => world.Ask(client => client.Templates.CreateAsync(draft))).ToList();
        Assert.Equal(["letter", "spring", "stream"], created.Select(template => template.Name));
        Assert.Equal(["<p>{{ name }}</p>", "Dear {{ name }}, 春天好", "<p>{{ 姓名 }}</p>"], created.Select(template => template.Source));
        Assert.Equal([TemplateType.Html, TemplateType.PlainText, TemplateType.Html], created.Select(template => template.Type));
        Assert.Equal(["name", "name", "姓名"], created.Select(template => Assert.Single(template.Variables).Name));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task Bytes_that_are_no_unicode_are_refused()
    {
        var error = await Assert.ThrowsAsync<SesException>(() => TemplateDraft.FromStreamAsync("gb", new MemoryStream([0xC4, 0xE3, 0xBA, 0xC3]), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(SesErrorCode.Invalid, error.Code);
        Assert.Contains("is not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_previewed_listed_searched_updated_and_deleted()
    {
        using var world = new TemplateWorld();
        world.Create("footer", "<i>{{ company }}</i>", text: "-- {{ company }}");
        var draft = new TemplateDraft { Name = "welcome", Source = "<p>Dear {{ name }}</p>{% render 'footer' %}", Text = "Dear {{ name }} {% render 'footer' %}" };
        var preview = world.Ask(client => client.Templates.PreviewAsync(draft, new() { ["name"] = "<Ada>", ["company"] = "A&B" }));
        Assert.Equal(("<p>Dear &lt;Ada&gt;</p><i>A&amp;B</i>", "Dear <Ada> -- A&B"), (preview.Html, preview.Text));
        Assert.Equal(
            ["""Data["name"]""", """Data["company"]"""],
            world.ErrorsOf(() => world.Ask(client => client.Templates.PreviewAsync(draft, []))).Select(error => error.Field));
        Assert.Single(world.Ask(client => client.Templates.ListAsync()).Items);

        var created = world.Ask(client => client.Templates.CreateAsync(draft));
        Assert.Equal([new("name", true), new("company", true)], created.Variables);
        Assert.Equal(created.Id, Assert.Single(world.Ask(client => client.Templates.ListAsync("WELC")).Items).Id);
        var updated = world.Update(created, "<p>{{ name | default: 'you' }}</p>");
        Assert.Equal((2, new TemplateVariable("name", false)), (updated.Version, Assert.Single(updated.Variables)));
        world.World.Run(() => world.Client.Templates.DeleteAsync(created.Id));
        Assert.Null(world.Ask(client => client.Templates.FindAsync("welcome")));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_with_line_and_column()
    {
        using var world = new TemplateWorld();
        var errors = world.ErrorsOf(() => world.Create("a\nb", "<p>\n{{ name | upcaes }}</p>", text: "{% render 'nothing' %}"));
        Assert.Equal(
            [("Name", SesErrorCode.Invalid), ("Source", SesErrorCode.TemplateSyntax), ("Text", SesErrorCode.TemplateNotFound)],
            errors.Select(error => (error.Field, error.Code)));
        Assert.Equal("line 2, column 11: there is no filter 'upcaes'; did you mean 'upcase'?", errors[1].Message);
        Assert.Equal("line 1, column 11: there is no template named 'nothing' in this account", errors[2].Message);
    }

    [Fact]
    public void An_update_that_goes_in_a_circle_is_refused()
    {
        using var world = new TemplateWorld();
        var footer = world.Create("footer", "x");
        world.Create("letter", "{% render 'footer' %}");
        var error = Assert.Single(world.ErrorsOf(() => world.Update(footer, "{% render 'letter' %}")));
        Assert.Contains("the templates go in a circle: footer → letter → footer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_accounts_templates_are_not_drawn_in()
    {
        using var world = new TemplateWorld();
        world.Create("footer", "x");
        var other = world.Client.ForAccount(new("other"));
        var error = Assert.Single(world.ErrorsOf(() => world.World.Run(() => other.Templates.CreateAsync(new() { Name = "letter", Source = "{% render 'footer' %}" }))));
        Assert.Equal(SesErrorCode.TemplateNotFound, error.Code);
    }
}
