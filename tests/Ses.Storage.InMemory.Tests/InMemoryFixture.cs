using Ses.Storage.InMemory.Tests;
using Ses.Storage.Specifications;

[assembly: AssemblyFixture(typeof(InMemoryFixture))]

namespace Ses.Storage.InMemory.Tests;

public class InMemoryFixture : StorageFixture
{
    public override ValueTask<ISesStorage> CreateAsync(CancellationToken cancellationToken) => new(new InMemoryStorage());

    public override ValueTask<string> DumpAsync(ISesStorage storage, CancellationToken cancellationToken) => new(((InMemoryStorage)storage).Dump());
}
