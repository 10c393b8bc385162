using Ses.Primitives;
using Ses.Templates;
using Ses.Templates.Internal;

namespace Ses.Core.Tests.Templates;

/// <summary>Compiles and renders texts as a template's body.</summary>
internal static class Liquid
{
    public static readonly DateTimeOffset Now = new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero);

    public static TemplateSet Html(string source, params MailTemplate[] partials) => Compile(new("", source, null, ByName(partials)) { Name = "mail" });

    public static TemplateSet Text(string source, params MailTemplate[] partials) => Compile(new("", null, source, ByName(partials)) { Name = "mail" });

    public static TemplateSet Subject(string subject) => Compile(new(subject, null, null, ByName([])));

    public static string RenderHtml(string source, string? data = null, params MailTemplate[] partials) => Html(source, partials).Render(data, null, Now).Html!;

    public static string RenderText(string source, string? data = null, params MailTemplate[] partials) => Text(source, partials).Render(data, null, Now).Text!;

    public static string RenderText(string source, string data, TemplatesOptions options) =>
        TemplateSet.Compile(new("", null, source, ByName([])), options).Render(data, null, Now).Text!;

    /// <summary>What is wrong with a text.</summary>
    public static string ErrorOf(Func<TemplateSet> compile)
    {
        var error = Assert.ThrowsAny<SesException>(compile);
        Assert.Equal(SesErrorCode.TemplateSyntax, error.Code);
        return error.Message;
    }

    public static MailTemplate Template(string name, string source, TemplateType type = TemplateType.Html, string? text = null) => new()
    {
        Account = AccountId.Default,
        Id = new(1),
        Name = name,
        Type = type,
        Version = 1,
        Source = source,
        Text = text,
        Variables = [],
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static TemplateSet Compile(TemplateSources sources) => TemplateSet.Compile(sources, new());

    private static Dictionary<string, MailTemplate> ByName(IEnumerable<MailTemplate> templates) => templates.ToDictionary(template => template.Name);
}
