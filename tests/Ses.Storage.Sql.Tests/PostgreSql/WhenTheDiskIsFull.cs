using Ses.Judges;

namespace Ses.Storage.Sql.Tests.PostgreSql;

/// <summary>PostgreSQL finds no room for a table to grow. What fits into the pages it has goes on: the engine may send what was accepted.</summary>
public sealed class WhenTheDiskIsFull(PostgreSqlFixture fixture) : FullDiskSpecification
{
    private string? _database;

    protected override int Megabytes => 48;

    protected override async Task<Action<SesBuilder>> PlaceAsync(SmallDisk disk)
    {
        _database = await fixture.NewDatabaseAsync(disk.File("tables"));
        return ses => ses.UsePostgreSql(_database);
    }

    protected override Task LeaveAsync() => _database is null ? Task.CompletedTask : fixture.DropDatabaseAsync(_database);
}
