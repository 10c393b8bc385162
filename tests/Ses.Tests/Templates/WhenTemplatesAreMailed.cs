using System.Text;
using Ses.Ledger;
using Ses.Templates;

namespace Ses.Tests.Templates;

public sealed class WhenTemplatesAreMailed
{
    [Fact]
    public void Variables_stand_in_double_braces()
    {
        using var world = new TemplateWorld();
        var template = world.Create("letter", "<p>Dear {{ name }},{% for line in order.lines %} {{ line.title }}: {{ line.price }};{% endfor %}</p>");
        var data = TemplateData.FromJson("""{"name":"Tom & Jerry","order":{"id":7,"lines":[{"title":"Tea","price":4.50},{"title":"Cake","price":3}]}}""");
        world.Send(template, "ada@reader.example", data, "Order {{ order.id }} for {{ name }}");
        world.Deliver(1);
        var mail = world.MailTo("ada@reader.example");
        Assert.Equal("Order 7 for Tom & Jerry", mail.Subject);
        Assert.Equal("<p>Dear Tom &amp; Jerry, Tea: 4.50; Cake: 3;</p>", mail.HtmlBody!.Trim());
    }

    [Fact]
    public void What_is_queued_keeps_its_version_partials_and_layout_included()
    {
        using var world = new TemplateWorld();
        var layout = world.Create("base", "<body>{% block content %}{% endblock %}</body>");
        var inner = world.Create("company", "ACME");
        var footer = world.Create("footer", "<i>{% include 'company' %}</i>");
        var letter = world.Create("letter", "{% layout 'base' %}<p>old</p>{% render 'footer' %}");
        world.Send(letter, "ada@reader.example");
        world.Update(layout, "<body class=\"new\">{% block content %}{% endblock %}</body>");
        world.Update(inner, "Nadir");
        world.Update(footer, "<b>{% include 'company' %}</b>");
        world.Update(letter, "{% layout 'base' %}<p>new</p>{% render 'footer' %}");
        world.Send(letter, "bob@reader.example");
        foreach (var template in new[] { layout, inner, footer, letter })
            world.World.Run(() => world.Client.Templates.DeleteAsync(template.Id));
        world.Deliver(2);
        Assert.Equal("<body><p>old</p><i>ACME</i></body>", world.MailTo("ada@reader.example").HtmlBody!.Trim());
        Assert.Equal("<body class=\"new\"><p>new</p><b>Nadir</b></body>", world.MailTo("bob@reader.example").HtmlBody!.Trim());
    }

    [Fact]
    public void A_missing_value_is_refused_before_anything_is_stored_wherever_it_stands()
    {
        using var world = new TemplateWorld();
        world.Create("footer", "<i>{{ company }}</i>");
        var template = world.Create("letter", "<p>{% if vip %}{{ discount }}{% endif %}{{ name }}</p>{% render 'footer' %}");
        var errors = world.ErrorsOf(() => world.Send(template, "ada@reader.example", new() { ["vip"] = true }, "{{ greeting }}"));
        Assert.Equal(
            ["""Data["greeting"]""", """Data["discount"]""", """Data["name"]""", """Data["company"]"""],
            errors.Select(error => error.Field));
        Assert.All(errors, error => Assert.Equal(SesErrorCode.VariableMissing, error.Code));
        Assert.Equal(0, world.Ask(client => client.Statistics.GetTotalAsync(new())).Requests);
        world.Send(template, "ada@reader.example", new() { ["vip"] = false, ["greeting"] = "Hi", ["name"] = "Ada", ["company"] = "ACME" }, "{{ greeting }}");
    }

    [Fact]
    public void A_value_that_does_not_do_is_refused_before_anything_is_stored()
    {
        using var world = new TemplateWorld(options => options.Templates.MaxSteps = 50);
        var template = world.Create("letter", "<a href=\"{{ link }}\">x</a>{% for i in (1..count) %}{{ i }}{% endfor %}");
        var error = Assert.Single(world.ErrorsOf(() => world.Send(template, "ada@reader.example", new() { ["link"] = "javascript:alert(1)", ["count"] = 1 })));
        Assert.Equal(("""Data["link"]""", SesErrorCode.TemplateFailed), (error.Field, error.Code));
        error = Assert.Single(world.ErrorsOf(() => world.Send(template, "ada@reader.example", new() { ["link"] = "https://x.example", ["count"] = 1000 })));
        Assert.Equal(("Data", SesErrorCode.LimitExceeded), (error.Field, error.Code));
    }

    [Fact]
    public void Each_recipient_of_a_task_that_lacks_a_value_is_refused_and_the_others_are_not()
    {
        using var world = new TemplateWorld();
        var template = world.Create("letter", "<p>Dear {{ name }}{% if vip == 'yes' %}, {{ discount }} off{% endif %}</p>");
        var group = world.Ask(async client =>
        {
            var created = await client.Recipients.CreateAsync("readers", "all readers");
            const string Csv = "email,name,vip,link\nada@reader.example,Ada,no,x\nbob@reader.example,Bob,yes,x\ncarl@reader.example,Carl,no,x\n";
            await client.Recipients.ImportCsvAsync(created.Id, new MemoryStream(Encoding.UTF8.GetBytes(Csv)));
            return created;
        });
        var task = world.Ask(client => client.Tasks.CreateAsync(new()
        {
            Groups = [group.Id], Template = template.Id, Subject = "Hi {{ name }}", From = "editor@news.example",
        }));
        world.Deliver(2);
        Assert.Equal("<p>Dear Ada</p>", world.MailTo("ada@reader.example").HtmlBody!.Trim());
        Assert.Equal("Hi Carl", world.MailTo("carl@reader.example").Subject);
        var run = world.Ask(client => client.Tasks.FindAsync(task.Id))!.Run!.Value;
        var refused = Assert.Single(world.Deliveries(run), delivery => delivery.State == DeliveryState.Rejected);
        Assert.Equal("bob@reader.example", refused.Recipient.ToString());
    }

    [Fact]
    public void Now_is_the_moment_of_acceptance_however_late_the_mail_leaves()
    {
        using var world = new TemplateWorld();
        world.Send(world.Create("letter", "<p>{{ 'now' | date: '%F %R' }}</p>"), "ada@reader.example");
        var accepted = world.World.Clock.GetUtcNow();
        world.World.RunFor(TimeSpan.FromDays(2));
        world.Deliver(1);
        Assert.Equal($"<p>{accepted:yyyy-MM-dd HH:mm}</p>", world.MailTo("ada@reader.example").HtmlBody!.Trim());
    }

    [Fact]
    public void A_partial_that_no_longer_fits_stops_new_mail_with_its_place()
    {
        using var world = new TemplateWorld();
        var link = world.Create("link", "https://x.example/{{ id }}");
        var letter = world.Create("letter", "<a href=\"{% include 'link' %}\">x</a>");
        world.Update(link, "\" {{ id }} \"");
        var errors = world.ErrorsOf(() => world.Send(letter, "ada@reader.example", new() { ["id"] = 1 }));
        Assert.Equal(("Template", SesErrorCode.TemplateSyntax), (errors[0].Field, errors[0].Code));
        Assert.Equal("line 1, column 3 of the template 'link': a value cannot be an attribute's name; write the attribute into the template, with a condition around it if need be", errors[0].Message);
    }
}
