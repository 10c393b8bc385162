using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>Lets the engine of this process be asked, where one runs, what it has in memory of a delivery.</summary>
internal sealed class DeliverySight
{
    private volatile Engine? _engine;

    public void Open(NodeSession session, DeliveryDesk desk, DeliveryWorkers workers, SiteConditions conditions) => _engine = new(session, desk, workers, conditions);

    public void Close(NodeSession session)
    {
        if (_engine?.Session == session)
            _engine = null;
    }

    /// <summary>What this process's engine has of a delivery; null where it has nothing.</summary>
    public DeliverySighting? Find(DeliveryId delivery) =>
        _engine is { } engine && engine.Desk.Find(delivery) is not HandState.None and var state
            ? new(state, engine.Desk.SettlesFail, state == HandState.InHand ? engine.Workers.Find(delivery) : null)
            : null;

    /// <summary>What transactional mail that is accepted here has over the bulk mail of this process's engine; null where none runs.</summary>
    public RightOfWay? RightOfWay => _engine?.Workers.RightOfWay;

    /// <summary>The conditions of sites that this process knows, those not stored yet among them.</summary>
    public IReadOnlyList<SiteCondition> Conditions => _engine?.Conditions.List() ?? [];

    private sealed record Engine(NodeSession Session, DeliveryDesk Desk, DeliveryWorkers Workers, SiteConditions Conditions);
}

/// <summary>What an engine has of a delivery.</summary>
/// <param name="State">Whether it is in hand.</param>
/// <param name="SettlesFail">True while outcomes cannot be stored, so that nothing is begun.</param>
/// <param name="Place">Where it waits for its turn; null where it does not, or not any more.</param>
internal sealed record DeliverySighting(HandState State, bool SettlesFail, ReadyPlace? Place);

/// <summary>Where a delivery waits for its turn.</summary>
/// <param name="Before">How many of its line come before it.</param>
/// <param name="UnderWay">Attempts under way to its site.</param>
/// <param name="Places">How many may be.</param>
/// <param name="Rates">Its rates, each with the time before which it allows nothing (<see cref="DateTimeOffset.MaxValue"/>: until the store gives time); null where it does now.</param>
internal sealed record ReadyPlace(int Before, int UnderWay, int Places, IReadOnlyList<(PaceRate Rate, DateTimeOffset? NotBefore)> Rates);

/// <summary>How far a node has come with a delivery.</summary>
internal enum HandState
{
    /// <summary>It does not have it.</summary>
    None,

    /// <summary>It is at the gates, waits for its turn, or is attempted.</summary>
    InHand,

    /// <summary>It goes back into the queue.</summary>
    GoesBack,

    /// <summary>Its outcome is known here, and waits to be stored.</summary>
    Settles,
}
