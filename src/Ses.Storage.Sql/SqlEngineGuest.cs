using Ses.Scheduling.Internal;
using Ses.Storage.Sql.Enlisting;

namespace Ses.Storage.Sql;

/// <summary>What a SQL store brings into the engine, where it is the one that was chosen.</summary>
internal sealed class SqlEngineGuest : IEngineGuest
{
    public IEnumerable<IPump> Join(SesServices services)
    {
        if (services.Storage is not SqlStorage storage)
            yield break;

        // admits what was handed over within callers' transactions
        yield return new SubmissionPump(new(storage.Store), services);

        // wakes this node when another one has accepted mail
        if (storage.Store.WakeUp is { } wakeUp)
            yield return new WakeUpPump(wakeUp, services.Nudge);
    }
}
