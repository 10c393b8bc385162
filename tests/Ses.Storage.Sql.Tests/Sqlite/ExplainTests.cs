using Ses.Judges;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed class ExplainTests : ExplainSpecification, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<Action<SesBuilder>> ChooseAsync() => Task.FromResult<Action<SesBuilder>>(ses => ses.UseSqlite(_folder.File("shop.db")));
}
