namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class ExplainTests(PostgreSqlFixture fixture) : ExplainSpecification
{
    protected override async Task<Action<SesBuilder>> ChooseAsync()
    {
        var database = await fixture.NewDatabaseAsync();
        return ses => ses.UsePostgreSql(database);
    }
}
