using Ses.Storage.Specifications;

namespace Ses.Storage.InMemory.Tests;

public sealed class EveryRoomHasASuiteTests
{
    public static TheoryData<string> Rooms { get; } = [.. typeof(ISesStorage).GetProperties().Select(room => room.PropertyType.Name)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Who_adds_a_room_adds_its_suite(string room)
    {
        var suite = $"{room[1..]}Specification";
        Assert.True(
            Adoption.Suites.Any(type => type.Name == suite),
            $"{room} has no suite: write src/Ses.Storage.Specifications/{suite}.cs, and operations for it in src/Ses.Storage.Specifications/Model");
    }
}
