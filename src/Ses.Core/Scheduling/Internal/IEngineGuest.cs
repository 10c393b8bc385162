namespace Ses.Scheduling.Internal;

/// <summary>Brings pumps of an adapter's own into every session of the engine: what listens or looks elsewhere for as long as the engine runs.</summary>
internal interface IEngineGuest
{
    /// <summary>The pumps for one session; what must outlive a session (a listening socket), the guest keeps.</summary>
    IEnumerable<IPump> Join(SesServices services);
}
