using Ses.Ledger;

namespace Ses.Delivery.Internal;

/// <summary>A claimed delivery that passed every gate and waits for its turn.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Prepared">Its message.</param>
/// <param name="Route">Where it goes.</param>
/// <param name="ChargedDay">The day whose quota pays; null for a retry.</param>
internal sealed record AdmittedDelivery(MailDelivery Delivery, Preparation Prepared, Route Route, DateOnly? ChargedDay);

/// <summary>A claimed delivery with its message.</summary>
internal readonly record struct PreparedDelivery(MailDelivery Delivery, Preparation Prepared);
