using Ses.Addresses;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Callbacks.Internal;

/// <summary>The callback endpoints of one account.</summary>
internal sealed class CallbackEndpoints(
    AccountId account, ICallbackStore store, ICallbackQueue queue, IAddressStore addresses, CallbackSecrets secrets, CallbacksOptions options, Nudge nudge, TimeProvider time)
    : ICallbackEndpoints
{
    public async Task<CallbackEndpoint> SetAsync(string url, CallbackEvents events = CallbackEvents.All, CancellationToken cancellationToken = default)
    {
        Check(url, events);
        while (true)
        {
            if (await ChangeAsync(null, endpoint => Changed(endpoint, url, events), cancellationToken).ConfigureAwait(false) is { } changed)
                return changed;
            if (await store.AddAsync(New(null, url, events), cancellationToken).ConfigureAwait(false) is { } added)
                return added;
        }
    }

    public async Task<CallbackEndpoint> CreateAsync(string sender, string url, CallbackEvents events = CallbackEvents.All, CancellationToken cancellationToken = default)
    {
        var address = CallerInput.Address("sender", sender);
        Check(url, events);
        if (await addresses.FindAsync(account, address, cancellationToken).ConfigureAwait(false) is null)
            throw new SesException(SesErrorCode.NotFound, $"{address} is not a sender address of this account: await client.Addresses.CreateAsync(\"{address}\")");
        return await store.AddAsync(New(address, url, events), cancellationToken).ConfigureAwait(false)
            ?? throw new SesException(SesErrorCode.AlreadyExists, $"{address} has a callback endpoint already, and can have one: await client.Callbacks.UpdateAsync(\"{address}\", url)");
    }

    public async Task<CallbackEndpoint> UpdateAsync(string sender, string url, CallbackEvents events = CallbackEvents.All, CancellationToken cancellationToken = default)
    {
        var address = CallerInput.Address("sender", sender);
        Check(url, events);
        return await ChangeAsync(address, endpoint => Changed(endpoint, url, events), cancellationToken).ConfigureAwait(false) ?? throw NotFound(address);
    }

    public async Task<CallbackEndpoint?> FindAsync(string? sender = null, CancellationToken cancellationToken = default) =>
        await store.FindAsync(account, Parse(sender), cancellationToken).ConfigureAwait(false);

    public async Task<Page<CallbackEndpoint>> ListAsync(PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await store.ListAsync(account, page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    public async Task DeleteAsync(string? sender = null, CancellationToken cancellationToken = default)
    {
        var address = Parse(sender);
        if (!await store.RemoveAsync(account, address, cancellationToken).ConfigureAwait(false))
            throw NotFound(address);
    }

    public async Task<CallbackEndpoint> EnableAsync(string? sender = null, CancellationToken cancellationToken = default)
    {
        var address = Parse(sender);
        return await ChangeAsync(address, Enabled, cancellationToken).ConfigureAwait(false) ?? throw NotFound(address);
    }

    public async Task<string> GetSecretAsync(string? sender = null, CancellationToken cancellationToken = default)
    {
        var endpoint = await RequireAsync(Parse(sender), cancellationToken).ConfigureAwait(false);
        return secrets.Open(endpoint, endpoint.Keys[0]);
    }

    public async Task<string> RotateSecretAsync(string? sender = null, CancellationToken cancellationToken = default)
    {
        var address = Parse(sender);
        var now = time.GetUtcNow();
        var changed = await ChangeAsync(address, endpoint => secrets.Renew(endpoint, now + options.SecretOverlap, now), cancellationToken).ConfigureAwait(false) ?? throw NotFound(address);
        return secrets.Open(changed, changed.Keys[0]);
    }

    public async Task<Page<CallbackAttempt>> ListAttemptsAsync(string? sender = null, PageRequest? page = null, CancellationToken cancellationToken = default)
    {
        var endpoint = await RequireAsync(Parse(sender), cancellationToken).ConfigureAwait(false);
        return await queue.ListAttemptsAsync(endpoint.Id, page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);
    }

    private static CallbackEndpoint Enabled(CallbackEndpoint endpoint) => endpoint with { Exhausted = 0, DisabledAt = null, DisabledReason = null };

    private static CallbackEndpoint Changed(CallbackEndpoint endpoint, string url, CallbackEvents events) => Enabled(endpoint) with { Url = url.Trim(), Events = events };

    private static EmailAddress? Parse(string? sender) => sender is null ? null : CallerInput.Address("sender", sender);

    private static SesException NotFound(EmailAddress? sender) => new(SesErrorCode.NotFound, sender is null
        ? "the account has no callback endpoint: await client.Callbacks.SetAsync(\"https://…\")"
        : $"{sender} has no callback endpoint: await client.Callbacks.CreateAsync(\"{sender}\", \"https://…\")");

    private void Check(string url, CallbackEvents events)
    {
        EndpointUrl.Parse(url, options);
        if (events == CallbackEvents.None)
            throw new SesValidationException([new("events", SesErrorCode.Required, "an endpoint that is told nothing is of no use; name events, or delete it")]);
    }

    private CallbackEndpoint New(EmailAddress? sender, string url, CallbackEvents events)
    {
        var endpoint = new CallbackEndpoint { Account = account, Sender = sender, Url = url.Trim(), Events = events, Keys = [], CreatedAt = time.GetUtcNow() };
        return endpoint with { Keys = [secrets.Create(endpoint, endpoint.CreatedAt)] };
    }

    private async Task<CallbackEndpoint> RequireAsync(EmailAddress? sender, CancellationToken cancellationToken) =>
        await store.FindAsync(account, sender, cancellationToken).ConfigureAwait(false) ?? throw NotFound(sender);

    private async Task<CallbackEndpoint?> ChangeAsync(EmailAddress? sender, Func<CallbackEndpoint, CallbackEndpoint> change, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(account, sender, cancellationToken).ConfigureAwait(false) is { } endpoint)
        {
            var changed = change(endpoint);
            if (!await store.UpdateAsync(changed, cancellationToken).ConfigureAwait(false))
                continue;
            nudge.Wake(Work.Facts);
            return changed with { Version = changed.Version + 1 };
        }

        return null;
    }
}
