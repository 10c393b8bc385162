using System.Text.Json;
using Ses.Judges;

namespace Ses.Composition.Tests;

/// <summary>The family, sent once to a server by the engine; every judge looks at all of it in one go.</summary>
public sealed class SentFamily<TServer> : IAsyncLifetime
    where TServer : IFamilyServer, new()
{
    private readonly TServer _server = new();
    private readonly TemporaryFolder _folder = new();

    internal IReadOnlyList<MailCase> Cases { get; } = MailFamily.Create();

    internal bool IsEightBit => _server.IsEightBit;

    /// <summary>The mails that arrived, a file each.</summary>
    internal IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>The published keys as JSON.</summary>
    internal string KeyFile => _folder.File("keys.json");

    internal IReadOnlyDictionary<string, string> Keys { get; private set; } = new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        await using var engine = await SendingEngine.StartAsync(_server.Port);
        await engine.SendAsync(Cases.Select(mail => mail.Request), TestContext.Current.CancellationToken);
        Keys = engine.Keys;
        _folder.Write("keys.json", JsonSerializer.Serialize(engine.Keys));
        Files = [.. _server.Mails.Select((mail, i) =>
        {
            var path = _folder.File(FormattableString.Invariant($"{i:d5}.eml"));
            File.WriteAllBytes(path, mail);
            return path;
        })];
    }

    /// <summary>A file for what a judge writes.</summary>
    internal string Output(string name) => _folder.File(name);

    internal string Folder => _folder.Path;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
