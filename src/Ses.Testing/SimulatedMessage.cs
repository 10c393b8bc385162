using MimeKit;

namespace Ses.Testing;

/// <summary>A message that the server was given.</summary>
/// <param name="Sender">The envelope's sender; empty for the null path.</param>
/// <param name="Recipients">The envelope's recipients.</param>
/// <param name="Content">The bytes, dots unstuffed; empty unless messages are kept.</param>
public sealed record SimulatedMessage(string Sender, IReadOnlyList<string> Recipients, ReadOnlyMemory<byte> Content)
{
    /// <summary>The subject, decoded; empty for none.</summary>
    public string Subject => Read().Subject ?? "";

    /// <summary>The HTML body, decoded; null for none.</summary>
    public string? Html => Read().HtmlBody;

    /// <summary>The plain-text body, decoded; null for none.</summary>
    public string? Text => Read().TextBody;

    /// <summary>The message, parsed anew with each call: headers, parts, attachments.</summary>
    public MimeMessage Read()
    {
        using var stream = new MemoryStream(Content.ToArray(), writable: false);
        return MimeMessage.Load(stream);
    }

    /// <summary>For people: who wrote to whom about what.</summary>
    public override string ToString() => $"{(Sender.Length == 0 ? "<>" : Sender)} → {string.Join(", ", Recipients)}{(Content.IsEmpty ? "" : $": {Subject}")}";
}
