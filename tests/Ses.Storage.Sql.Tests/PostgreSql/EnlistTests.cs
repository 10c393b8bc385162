using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class EnlistTests(PostgreSqlFixture fixture) : EnlistSpecification
{
    private string _database = "";

    protected override string Submissions => "ses.submissions";

    protected override async Task<Shop> OpenAsync()
    {
        _database = await fixture.NewDatabaseAsync();
        return await Shop.OpenAsync(() => new NpgsqlConnection(_database), ses => ses.UsePostgreSql(_database));
    }

    protected override OrdersContext Context() => new(new DbContextOptionsBuilder<OrdersContext>().UseNpgsql(_database).Options);

    protected override async Task<DbConnection> ConnectElsewhereAsync() => await (await fixture.OpenAsync()).OpenConnectionAsync();
}
