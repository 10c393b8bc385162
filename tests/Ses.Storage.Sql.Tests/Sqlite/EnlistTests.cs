using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Ses.Judges;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed class EnlistTests : EnlistSpecification, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ConnectionString => $"Data Source={_folder.File("shop.db")};Pooling=False";

    public void Dispose() => _folder.Dispose();

    protected override string Submissions => "ses_submissions";

    protected override Task<Shop> OpenAsync() => Shop.OpenAsync(() => new SqliteConnection(ConnectionString), ses => ses.UseSqlite(_folder.File("shop.db")));

    protected override OrdersContext Context() => new(new DbContextOptionsBuilder<OrdersContext>().UseSqlite(ConnectionString).Options);

    protected override async Task<DbConnection> ConnectElsewhereAsync()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File("elsewhere.db")};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
