using System.Text.RegularExpressions;
using Ses.Storage;

namespace Ses.House.Tests;

/// <summary>docs/ports.md lists every port with its number of members, and nothing else.</summary>
public sealed partial class PortsAreListedTests
{
    private static IEnumerable<Type> World =>
        from method in typeof(SesBuilder).GetMethods()
        where method.Name.StartsWith("Use", StringComparison.Ordinal)
        from parameter in method.GetParameters()
        let type = parameter.ParameterType
        where type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Func<,>)
        select type.GetGenericArguments()[1];

    private static IEnumerable<Type> Memory => typeof(ISesStorage).GetProperties().Select(room => room.PropertyType);

    [Fact]
    public void The_list_is_complete_and_true()
    {
        var expected = World.Concat(Memory).Distinct().ToDictionary(port => port.Name, port => port == typeof(ISesStorage) ? port.GetProperties().Length : port.GetMethods().Length);
        var listed = Row().Matches(SourceTree.Read("docs/ports.md")).ToDictionary(row => row.Groups[1].Value, row => int.Parse(row.Groups[2].Value));
        Assert.Equal(expected.OrderBy(port => port.Key), listed.OrderBy(port => port.Key));
    }

    [Fact]
    public void No_port_has_more_than_ten_members() =>
        Assert.Empty(World.Concat(Memory).Distinct().Where(port => port != typeof(ISesStorage) && port.GetMethods().Length > 10).Select(port => port.Name));

    [Fact]
    public void Ports_of_memory_show_no_query_no_span_and_no_clock() =>
        Assert.Empty(
            from port in Memory
            from method in port.GetMethods()
            from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
            where type.Name.Contains("IQueryable", StringComparison.Ordinal) || type.Name.Contains("Span`1", StringComparison.Ordinal) || type == typeof(TimeProvider)
            select $"{port.Name}.{method.Name}");

    [GeneratedRegex(@"^\| `(I\w+)` \| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
