using System.Text.Json;

namespace Ses.Composition.Tests;

/// <summary>What a judge has read in a mail.</summary>
internal sealed record ReadMail
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public string? Case { get; init; }

    public string? Subject { get; init; }

    public required string MessageId { get; init; }

    public required DateTimeOffset Date { get; init; }

    public required IReadOnlyList<ReadMailbox> From { get; init; }

    public required IReadOnlyList<ReadMailbox> To { get; init; }

    public required IReadOnlyList<ReadMailbox> Cc { get; init; }

    public required IReadOnlyList<ReadMailbox> ReplyTo { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public string? Calendar { get; init; }

    public required IReadOnlyList<ReadFile> Files { get; init; }

    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    public required IReadOnlyList<string> Defects { get; init; }

    public static IReadOnlyList<T> List<T>(string path) => JsonSerializer.Deserialize<IReadOnlyList<T>>(File.ReadAllText(path), Format)!;
}

/// <summary>A mailbox as a judge has read it.</summary>
internal sealed record ReadMailbox(string? Name, string Address);

/// <summary>A file as a judge has read it.</summary>
internal sealed record ReadFile(string? Name, string Type, string? Sha256, string? Id, string? Subject);
