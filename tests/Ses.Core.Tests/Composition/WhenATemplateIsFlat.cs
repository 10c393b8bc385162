using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Ses.Composition.Internal.Flat;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;
using Ses.Templates.Internal;

namespace Ses.Core.Tests.Composition;

public sealed class WhenATemplateIsFlat
{
    private static readonly string[] Html =
    [
        "{{ a }}", "{{ a }}", "{{ b }}", "{{ c | default: 'none < \"some\"' }}", "{{ b | default: 12.50 }}", "{{ c | default: '' }}", "<a href=\"{{ a }}\">x</a>", "<a href='{{ b }}/x'>y</a>",
        "<a href=\"https://x.example/{{ a }}?b={{ b }}&amp;c=1\">go</a>", "<a href=\"mail{{ a }}\">m</a>", "<a href=\"{{ a }}{{ b }}\">m</a>", "<p title=\"{{ c | default: 'é' }}\">", "</p>", "<p style=\"color: {{ a }}\">c</p>",
        "<p style=\"background: url('{{ a }}')\">c</p>", "<p style=\"background: url('/x/{{ b }}')\">c</p>", "<title>{{ a }}</title>", "<!-- {{ b }} -->", "<!--[if mso]>{{ a }}<![endif]-->",
        "text", "  two  spaces ", "\n", "\r\n", "\r", "\t", "From here\n", "--=_\n", "é好😀", "&amp;&lt;", "<pre>  a\n b </pre>", "<br>", "<div style=\"display:none\">{{ b }}</div>", "<ul><li>{{ a }}</li></ul>",
    ];

    private static readonly string[] Texts = ["{{ a }}", "{{ b }}", "{{ c | default: 'x' }}", "text ", "\n", "\r\n", "\r", "é", "From ", " =", "\t"];

    private static readonly string[] Subjects = ["Hello {{ a }}", "{{ b | default: 'é' }} and {{ a }}", "Hi", "{{ c }} "];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Pieces =
    [
        "<", ">", "\"", "'", "&", "-", "--", "/", " ", "  ", "\n", "\r\n", "\r", "\t", "\0", "\u0007", "\u007f", "\u0085", "\u2028", "é", "好", "😀", "x", "word", "https://a.example/?q=1&r=2", "javascript:", "http://",
        "mailto:", ":", "red", "#fff", "10px", ")", ";", "{{", "&#58;", "From ", "=?",
    ];

    private static readonly Gen<string> Value = Gen.Frequency(
        (6, Gen.OneOf(Pieces).Array[0, 4].Select(string.Concat).Select(text => JsonSerializer.Serialize(text, Relaxed))),
        (1, Gen.OneOf(Pieces).Array[0, 3].Select(string.Concat).Select(text => JsonSerializer.Serialize(text))),
        (3, Gen.OneOf("0", "-0", "7", "-12.50", "0.0", "1e3", "1E-2", "99999999999999999999999999999999", "1234567890123456789012345678", "0.12345678901234567890123456789", "-0.5", "5.00", "true", "false", "null")),
        (1, Gen.OneOf("[]", "[1]", "{}", "{\"a\":1}", "\"\\ud800\"", "\"\\/\"")));

    private static readonly Gen<string?> Data = Gen.Frequency(
        (8, Gen.OneOf("a", "b", "c", "d", "\\u0061").SelectMany(name => Value.Select(value => $"\"{name}\":{value}")).Array[0, 5].Select(members => (string?)$"{{{string.Join(',', members)}}}")),
        // Nothing is missing: what is written the fast way comes from these.
        (8, Value.Array[4].Select(values => (string?)$"{{\"a\":{values[0]},\"b\":{values[1]},\"c\":{values[2]},\"d\":{values[3]}}}")),
        (1, Gen.OneOf((string?)null, "{", "[]", "{\"a\":1,}", "{\"a\":1} x", " { } ", "")));

    [Fact]
    public void Its_bytes_are_those_of_the_plain_way()
    {
        var (flat, same) = (0, 0);
        Gen.Select(Gen.OneOf(Html).Array[0, 12].Select(string.Concat), Gen.OneOf(Texts).Array[0, 6].Select(string.Concat), Gen.OneOf(Subjects), Gen.Int[0, 2], Data, Data).Sample(
            (html, text, subject, bodies, messageData, data) =>
            {
                if (Compile(subject, bodies == 1 ? null : html, bodies == 0 ? null : text) is not { } templates || FlatMail.Of(templates) is not { } fast)
                    return;
                Interlocked.Increment(ref flat);
                var message = Message(subject, messageData);
                foreach (var abilities in (ServerAbilities[])[ServerAbilities.None, ServerAbilities.EightBitMime])
                {
                    var plainly = Compose(message, templates, null, data, abilities);
                    Assert.Equal(plainly, Compose(message, templates, fast, data, abilities));
                    Assert.Equal(plainly, Compose(message, templates, fast, data, abilities));
                }

                if (fast.TryWrite(messageData, data, new()))
                    Interlocked.Increment(ref same);
            },
            iter: 6_000);
        Assert.True(flat > 1_500 && same > 150, $"of 6,000 templates {flat} were flat, and {same} mails were written the fast way");
    }

    [Fact]
    public void Ordinary_newsletters_go_the_fast_way()
    {
        var templates = Compile("Hello {{ name }}", "<p>Dear {{ name | default: 'reader' }}, <a href=\"{{ link }}\">your <b>{{ points }}</b> points</a> in {{ city }}</p>\n", null)!;
        Assert.True(FlatMail.Of(templates)!.TryWrite("""{"city":"Århus"}""", """{"name":"Ada \"the\" Countess","link":"https://x.example/?a=1&b=2","points":12.50}""", new()));
    }

    [Fact]
    public void A_text_that_decides_or_repeats_is_none() =>
        Assert.All(["{% if a %}x{% endif %}", "{{ a | upcase }}", "{{ a.b }}", "{% for i in a %}{{ i }}{% endfor %}"], html => Assert.Null(FlatMail.Of(Compile("s", html, null)!)));

    private static string Compose(MailMessage message, TemplateSet templates, FlatMail? flat, string? data, ServerAbilities abilities)
    {
        var content = new Ses.Composition.Internal.MessageContent.Rendered(templates, message.Recipe.Data, message.Recipe.Date, flat);
        try
        {
            return Convert.ToHexString(ComposedMail.Write(new(message, content, [], new()), ComposedMail.Delivery(message, data: data), abilities));
        }
        catch (SesException error)
        {
            return error.Message;
        }
    }

    private static MailMessage Message(string subject, string? data) => ComposedMail.Message(
        ComposedMail.Recipe(subject: subject) with { To = null, Data = data, Content = new RecipeContent.FromTemplate(new(new(1), 1), new Dictionary<string, TemplateVersionRef>()) },
        task: new SendingTaskId(1));

    private static TemplateSet? Compile(string subject, string? html, string? text)
    {
        try
        {
            return TemplateSet.Compile(new(subject, html, html is null ? text ?? "" : text, new Dictionary<string, MailTemplate>()), new());
        }
        catch (SesException)
        {
            return null;
        }
    }
}
