using Ses.Storage.InMemory;

#pragma warning disable IDE0130 // A host that uses Ses finds its extensions without another using.
namespace Ses;
#pragma warning restore IDE0130

/// <summary>Chooses the store in memory.</summary>
public static class InMemorySesBuilderExtensions
{
    /// <summary>Keeps everything in memory, gone with the process: for tests and trials.</summary>
    /// <param name="ses">The builder.</param>
    /// <param name="storage">A store to be shared; null for one of its own.</param>
    public static SesBuilder UseInMemory(this SesBuilder ses, InMemoryStorage? storage = null)
    {
        ArgumentNullException.ThrowIfNull(ses);
        var store = storage ?? new InMemoryStorage();
        return ses.UseStorage(_ => store);
    }
}
