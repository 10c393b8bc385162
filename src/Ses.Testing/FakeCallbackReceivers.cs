using System.Text.Json;

namespace Ses.Testing;

/// <summary>Who receives the callbacks of a <see cref="FakeWorld"/>: answers as told, loses answers as the dice say, and remembers everything.</summary>
public sealed class FakeCallbackReceivers
{
    private readonly List<FakeCallback> _calls = [];

    internal FakeCallbackReceivers()
    {
    }

    /// <summary>The status that a call is answered with, null for no answer at all; 200 unless set.</summary>
    public Func<FakeCallback, int?> Answer { get; set; } = static _ => 200;

    /// <summary>How long a call may take; 200 milliseconds by default.</summary>
    public TimeSpan LongestCall { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Chance that an answer is lost on its way back.</summary>
    public double LostAnswer { get; set; }

    /// <summary>Every call in the order in which they came.</summary>
    public IReadOnlyList<FakeCallback> Calls => _calls;

    internal void Add(FakeCallback call) => _calls.Add(call);
}

/// <summary>One call as the receivers of a <see cref="FakeWorld"/> saw it.</summary>
/// <param name="Url">Which endpoint was called.</param>
/// <param name="Body">The body's octets.</param>
/// <param name="Signature">The header <c>X-Ses-Signature</c>.</param>
/// <param name="EventId">The header <c>X-Ses-Event-Id</c>.</param>
/// <param name="At">When it came.</param>
public sealed record FakeCallback(Uri Url, ReadOnlyMemory<byte> Body, string Signature, string EventId, DateTimeOffset At)
{
    /// <summary>What it was answered with; null for no answer.</summary>
    public int? Status { get; internal set; }

    /// <summary>A field of the body as text; null where it is not there.</summary>
    public string? this[string field]
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.TryGetProperty(field, out var value) ? value.ToString() : null;
        }
    }

    /// <summary>The event and whom it is about.</summary>
    public override string ToString() => $"{this["event"]} {this["email"]}";
}
