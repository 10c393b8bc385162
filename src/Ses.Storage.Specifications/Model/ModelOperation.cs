namespace Ses.Storage.Specifications.Model;

/// <summary>
/// Something that a host does with a store. Its text is a line of the script that is printed when two stores answer differently. What works on a thing makes one
/// where there is none yet: else most of a random sequence would do nothing.
/// </summary>
internal abstract record ModelOperation
{
    /// <summary>Does it. What comes back must be the same for every store.</summary>
    public abstract ValueTask<object?> RunAsync(ModelRun run);
}
