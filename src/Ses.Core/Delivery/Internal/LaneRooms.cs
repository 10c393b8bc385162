using Ses.Ledger;

namespace Ses.Delivery.Internal;

/// <summary>How many of a lane got through the gates last time: no point in claiming many more than its pace lets through.</summary>
internal sealed class LaneRooms
{
    private const int Capacity = 10_000;

    private readonly Dictionary<LaneKey, int> _most = [];

    public int MostOf(LaneKey lane) => _most.GetValueOrDefault(lane, int.MaxValue);

    public void Learn(IReadOnlyList<MailDelivery> claimed, IReadOnlyList<(AdmittedDelivery Delivery, ProviderProfile Provider)> admitted)
    {
        if (_most.Count >= Capacity)
            _most.Clear();
        var passed = admitted.CountBy(entry => entry.Delivery.Delivery.Lane).ToDictionary();
        foreach (var (lane, count) in claimed.CountBy(delivery => delivery.Lane))
        {
            // Twice as many next time: a lane that was slow for a moment is soon at full speed again.
            if (passed.GetValueOrDefault(lane) is var through && through < count)
                _most[lane] = Math.Max(2, through * 2);
            else
                _most.Remove(lane);
        }
    }
}
