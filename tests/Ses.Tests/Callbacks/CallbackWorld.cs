using Ses.Callbacks;
using Ses.Ledger;
using Ses.Sending;
using Ses.Testing;

namespace Ses.Tests.Callbacks;

/// <summary>A small world in which callbacks are received.</summary>
internal sealed class CallbackWorld(Action<SesOptions>? configure = null) : IDisposable
{
    public const string Url = "https://hooks.example/ses";
    public const string Other = "http://other.example:8080/in?x=1";

    public SmallWorld Small { get; } = new(configure);

    public FakeCallbackReceivers Receivers => Small.World.Callbacks;

    public IReadOnlyList<FakeCallback> Calls => Receivers.Calls;

    /// <summary>What was told so far, in words.</summary>
    public IEnumerable<string> Told => Calls.Select(call => call.ToString());

    public void Dispose() => Small.Dispose();

    public CallbackEndpoint Set(string url = Url, CallbackEvents events = CallbackEvents.All) => Small.Ask(client => client.Callbacks.SetAsync(url, events));

    public CallbackEndpoint Create(string sender, string url = Other)
    {
        Small.Ask(client => client.Addresses.CreateAsync(sender));
        return Small.Ask(client => client.Callbacks.CreateAsync(sender, url));
    }

    public CallbackEndpoint Endpoint(string? sender = null) => Small.Ask(client => client.Callbacks.FindAsync(sender))!;

    public IReadOnlyList<CallbackAttempt> Attempts(string? sender = null) => Small.Ask(client => client.Callbacks.ListAttemptsAsync(sender, new(Size: 1_000))).Items;

    public SendReceipt Deliver(params string[] to)
    {
        var receipt = Small.Send(to);
        Small.Deliver(receipt);
        return receipt;
    }

    /// <summary>Something happens late to the delivery to a recipient.</summary>
    public void Record(SendReceipt receipt, string recipient, params FactKind[] kinds) => Small.World.Run(() => Small.World.Storage.Ledger.RecordAsync(
        [.. kinds.Select(kind => new LateFact(Small.Delivery(receipt, recipient).Id, kind, Small.Now, $"{kind}", Detail: DetailOf(kind)))], new(), Small.Now, default).AsTask());

    /// <summary>Runs the world until so many calls have come and are stored.</summary>
    public void RunUntilCalls(int count, TimeSpan? limit = null)
    {
        Small.Start();
        Assert.True(Small.World.RunUntil(() => Calls.Count >= count, limit), $"{Calls.Count} of {count} calls: {string.Join(", ", Told)}");
        Small.World.RunFor(TimeSpan.FromSeconds(15));
    }

    private static string? DetailOf(FactKind kind) => kind switch
    {
        FactKind.Opened => "Mozilla/5.0",
        FactKind.Clicked => "https://shop.example/?a=1&b=2",
        _ => null,
    };
}
