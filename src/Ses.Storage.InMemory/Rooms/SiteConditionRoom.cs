using Ses.Delivery;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class SiteConditionRoom(Tables tables) : ISiteConditionStore
{
    public ValueTask PutAsync(IReadOnlyList<SiteCondition> conditions, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            foreach (var condition in conditions)
                tables.SiteConditions[(condition.Source, condition.Site, condition.Action)] = condition;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<SiteCondition>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new((IReadOnlyList<SiteCondition>)[.. tables.SiteConditions.Values.Where(condition => condition.Until > now)]);
    }
}
