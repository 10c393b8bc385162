namespace Ses.Scheduling.Internal;

/// <summary>Gives up what waited too long and forgets what is too old, a small step at a time.</summary>
internal interface ISweep
{
    string Name { get; }

    /// <summary>False when nothing is left to do for now.</summary>
    ValueTask<bool> StepAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
