using System.Text.RegularExpressions;
using MimeKit;

namespace MailKitPeer;

/// <summary>The same letter that Ses.Throughput sends. Literals and slots are cut once: the row measures the sender, not an engine of templates.</summary>
internal sealed partial class Letter
{
    private readonly string[] _head;
    private readonly string[][] _rows;
    private readonly Func<string[], string> _subject;
    private readonly Func<string[], string> _html;
    private readonly Func<string[], string> _text;

    public Letter(string csv)
    {
        string[][] lines = [.. File.ReadLines(csv).Select(line => line.Split(','))];
        (_head, _rows) = (lines[0], lines[1..]);
        _subject = Compile("{{ name }}, ten short reads from {{ city }}");
        _html = Compile(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "letter.html")));
        _text = Compile(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "letter.txt")));
    }

    public MimeMessage Compose(int number)
    {
        var row = _rows[number % _rows.Length];
        var message = new MimeMessage { Subject = _subject(row), Body = new BodyBuilder { HtmlBody = _html(row), TextBody = _text(row) }.ToMessageBody() };
        message.From.Add(new MailboxAddress("The Harbour Letter", "editor@letters.harbour.example"));
        message.To.Add(new MailboxAddress(null, row[0]));
        message.MessageId = $"{number}@letters.harbour.example";
        message.Headers.Add("Feedback-ID", "task-1:template-1:transactional:ses0123456789");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private Func<string[], string> Compile(string text)
    {
        var parts = Slot().Split(text);
        int[] slots = [.. parts.Select((part, i) => i % 2 == 1 ? Array.IndexOf(_head, part) : -1)];
        return row => string.Concat(parts.Select((part, i) => i % 2 == 1 ? row[slots[i]] : part));
    }

    [GeneratedRegex(@"{{ (\w+) }}")]
    private static partial Regex Slot();
}
