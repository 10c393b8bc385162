using Ses.Callbacks;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class CallbackRoom(Tables tables) : ICallbackStore
{
    public ValueTask<CallbackEndpoint?> AddAsync(CallbackEndpoint endpoint, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var key = (endpoint.Account, CallbackTable.KeyOf(endpoint.Sender));
            if (tables.Callbacks.Endpoints.ContainsKey(key))
                return new((CallbackEndpoint?)null);
            var added = endpoint with { Id = new(++tables.LastCallbackEndpoint) };
            tables.Callbacks.Endpoints.Add(key, added);
            return new(added);
        }
    }

    public ValueTask<CallbackEndpoint?> FindAsync(AccountId account, EmailAddress? sender, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Callbacks.Endpoints.GetValueOrDefault((account, CallbackTable.KeyOf(sender))));
    }

    public ValueTask<Page<CallbackEndpoint>> ListAsync(AccountId account, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = tables.Callbacks.Endpoints.Values
                .Where(endpoint => endpoint.Account == account)
                .OrderBy(endpoint => CallbackTable.KeyOf(endpoint.Sender), StringComparer.Ordinal);
            return new(Paging.Page(rows, endpoint => CallbackTable.KeyOf(endpoint.Sender), page));
        }
    }

    public ValueTask<bool> UpdateAsync(CallbackEndpoint endpoint, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var key = (endpoint.Account, CallbackTable.KeyOf(endpoint.Sender));
            if (!tables.Callbacks.Endpoints.TryGetValue(key, out var stored) || stored.Id != endpoint.Id || stored.Version != endpoint.Version)
                return new(false);
            tables.Callbacks.Endpoints[key] = endpoint with { Version = endpoint.Version + 1 };
            return new(true);
        }
    }

    public ValueTask<bool> RemoveAsync(AccountId account, EmailAddress? sender, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Callbacks.Endpoints.Remove((account, CallbackTable.KeyOf(sender))));
    }
}
