using Ses.Templates;

namespace Ses.Throughput.Mail;

/// <summary>The mail that every sender sends: 4.6 KB of HTML with 60 variables and 30 links, and a short text beside it.</summary>
internal static class Letter
{
    public const string Subject = "{{ name }}, ten short reads from {{ city }}";

    public static TemplateDraft Draft() => new() { Name = "letter", Source = Read("letter.html"), Text = Read("letter.txt") };

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Mail", name));
}
