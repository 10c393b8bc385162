using Ses.Templates;

namespace Ses.Tests.Templates;

public sealed class WhenATemplateIsSent
{
    private static Ses.Sending.SendRequest Request(MailTemplate template, string subject, TemplateData? data, string to = "ada@reader.example") =>
        new() { From = SmallWorld.Sender, To = [to], Subject = subject, Template = template.Id, Data = data };

    [Fact]
    public void Variables_stand_in_body_and_subject()
    {
        using var world = new SmallWorld();
        var template = world.Template("<p>Dear {{ name }}, your {{order.kind}} costs {{ total }}.</p>");
        world.SendAndDeliver(Request(template, "For {{name}}: {{ total }}", TemplateData.FromJson("""{ "name": "Ada", "total": 12.50, "order": { "kind": "book" } }""")));
        var mail = world.MailTo("ada@reader.example");
        Assert.Equal("For Ada: 12.50", mail.Subject);
        Assert.Equal("<p>Dear Ada, your book costs 12.50.</p>", mail.HtmlBody!.Trim());
        Assert.Contains("Dear Ada, your book costs 12.50.", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_escaped_in_HTML_and_left_alone_in_text_and_subject()
    {
        using var world = new SmallWorld();
        var data = new TemplateData { ["name"] = "<b>Tom & \"Jerry\"</b>" };
        world.SendAndDeliver(Request(world.Template("<p>{{name}}</p>"), "{{name}}", data));
        world.SendAndDeliver(Request(world.Template("Dear {{name}}", TemplateType.PlainText, "text"), "{{name}}", data, "bob@reader.example"));
        var html = world.MailTo("ada@reader.example");
        Assert.DoesNotContain("<b>", html.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Tom &amp;", html.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("<b>Tom & \"Jerry\"</b>", html.Subject);
        var text = world.MailTo("bob@reader.example");
        Assert.Null(text.HtmlBody);
        Assert.Equal("Dear <b>Tom & \"Jerry\"</b>", text.TextBody!.Trim());
    }

    [Fact]
    public void A_value_cannot_break_out_of_the_subject()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(Request(world.Template("<p>x</p>"), "Hi {{ name }}", new() { ["name"] = "Ada\r\nBcc: eve@evil.example\r\n\r\nbody" }));
        var mail = world.MailTo("ada@reader.example");
        Assert.Empty(mail.Bcc);
        Assert.StartsWith("Hi Ada", mail.Subject, StringComparison.Ordinal);
        Assert.Equal("<p>x</p>", mail.HtmlBody!.Trim());
    }

    [Fact]
    public void Missing_and_unknown_variables_are_named_before_anything_is_stored()
    {
        using var world = new SmallWorld();
        var template = world.Template("<p>{{ name }} {{ order.total }}</p>");
        var errors = Refused.Errors(() => world.Send(Request(template, "{{ greeting }}", new() { ["name"] = "Ada", ["nmae"] = "x" })));
        Assert.Equal(
            [("Data[\"greeting\"]", SesErrorCode.VariableMissing), ("Data[\"nmae\"]", SesErrorCode.VariableUnknown), ("Data[\"order.total\"]", SesErrorCode.VariableMissing)],
            errors.Select(error => (error.Field, error.Code)).OrderBy(error => error.Field, StringComparer.Ordinal));
        Assert.Equal(0, world.Total().Requests);
    }

    [Fact]
    public void A_template_of_nobody_is_refused_by_its_field()
    {
        using var world = new SmallWorld();
        var error = Assert.Single(Refused.Errors(() => world.Send(new Ses.Sending.SendRequest { From = SmallWorld.Sender, To = ["ada@reader.example"], Subject = "x", Template = new(7) })));
        Assert.Equal(("Template", SesErrorCode.TemplateNotFound), (error.Field, error.Code));
    }

    [Fact]
    public void A_subject_that_is_no_template_is_refused_with_its_place()
    {
        using var world = new SmallWorld();
        var error = Assert.Single(Refused.Errors(() => world.Send(Request(world.Template("<p>x</p>"), "Hi {{ name", null))));
        Assert.Equal(("Subject", SesErrorCode.TemplateSyntax), (error.Field, error.Code));
        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_queued_keeps_its_version()
    {
        using var world = new SmallWorld();
        var template = world.Template("<p>old</p>");
        var receipt = world.Send(Request(template, "x", null));
        var updated = world.Ask(client => client.Templates.UpdateAsync(template.Id, new() { Name = "letter", Source = "<p>new</p>" }));
        Assert.Equal((1, 2), (template.Version, updated.Version));
        var second = world.Send(Request(template, "x", null, "bob@reader.example"));
        world.Ask(client => client.Templates.DeleteAsync(template.Id));
        world.Deliver(receipt);
        world.Deliver(second);
        Assert.Equal("<p>old</p>", world.MailTo("ada@reader.example").HtmlBody!.Trim());
        Assert.Equal("<p>new</p>", world.MailTo("bob@reader.example").HtmlBody!.Trim());
    }

    [Fact]
    public void Too_much_data_is_refused_and_the_option_named()
    {
        using var world = new SmallWorld();
        var errors = Refused.Errors(() => world.Send(Request(world.Template("<p>{{ name }}</p>"), "x", new() { ["name"] = new string('x', 8 * 1024) })));
        Assert.Contains(errors, error => error is { Field: "Data" } && error.Code == SesErrorCode.LimitExceeded && error.Message.Contains("Templates.MaxDataOctets", StringComparison.Ordinal));
    }
}
