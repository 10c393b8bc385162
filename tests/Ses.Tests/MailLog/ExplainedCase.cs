using Ses.MailLog;

namespace Ses.Tests.MailLog;

/// <summary>A gate that holds mail: how it comes to that, and what is said then.</summary>
/// <param name="Gate">Which gate.</param>
/// <param name="State">How it stands.</param>
/// <param name="Until">How long from then on; null where nobody can say.</param>
/// <param name="Words">What the answer says.</param>
/// <param name="Arrange">Brings it about, and asks.</param>
/// <param name="Configure">Options of the nodes.</param>
internal sealed record ExplainedCase(
    DeliveryGate Gate, GateState State, TimeSpan? Until, string Words, Func<SmallWorld, DeliveryExplanation> Arrange, Action<SesOptions>? Configure = null);
