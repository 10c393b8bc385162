using System.Reflection;
using Ses.Storage.Specifications;

namespace Ses.Storage.InMemory.Tests;

/// <summary>A suite that cannot fail proves nothing: each of these providers has one mistake, and its suite must find it.</summary>
public sealed class WhenAProviderIsWrong
{
    public static TheoryData<string> Mistakes { get; } = [.. Faults.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Its_suite_finds_it(string mistake)
    {
        var fault = Faults.All.Single(fault => fault.Name == mistake);
        Assert.True(await FailsAsync(fault), $"{fault.Suite.Name} passes though {mistake}");
    }

    [Theory]
    [InlineData("keys are forgotten")]
    [InlineData("a node settles after its lease ran out")]
    [InlineData("a fact counts as often as it comes")]
    [InlineData("one more than the limit")]
    [InlineData("versions go with their template")]
    [InlineData("entries never end")]
    public async Task Random_sequences_find_it_too_and_show_a_short_script(string mistake)
    {
        var suite = new ModelTests(new WrongFixture(Faults.All.Single(fault => fault.Name == mistake)));
        await suite.InitializeAsync();
        var error = await Assert.ThrowsAnyAsync<Exception>(suite.Any_sequence_of_operations_is_answered_as_the_store_in_memory_answers_it);
        await suite.DisposeAsync();

        Assert.Contains("After these operations the provider answers differently", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Split("\nat ")[0].Split('\n').Length - 1, 1, 8);
        Assert.Contains("CsCheck_Seed", error.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> FailsAsync(Fault fault)
    {
        var adopted = typeof(InMemoryFixture).Assembly.GetTypes().Single(type => type.BaseType == fault.Suite);
        foreach (var method in adopted.GetMethods().Where(method => method.GetCustomAttributes<FactAttribute>().Any()))
        {
            foreach (var arguments in ArgumentsOf(method))
            {
                var suite = (StorageSpecification)Activator.CreateInstance(adopted, new WrongFixture(fault))!;
                try
                {
                    await suite.InitializeAsync();
                    await (Task)method.Invoke(suite, arguments)!;
                }
                catch (Exception)
                {
                    return true;
                }
                finally
                {
                    await suite.DisposeAsync();
                }
            }
        }

        return false;
    }

    private static IReadOnlyList<object?[]> ArgumentsOf(MethodInfo method)
    {
        if (method.GetCustomAttribute<TheoryAttribute>() is null)
            return [[]];
        var inline = method.GetCustomAttributes<InlineDataAttribute>().Select(data => data.Data);
        var members = method.GetCustomAttributes<MemberDataAttribute>()
            .SelectMany(data => (IEnumerable<ITheoryDataRow>)method.DeclaringType!.GetProperty(data.MemberName)!.GetValue(null)!)
            .Select(row => row.GetData());
        return [.. inline.Concat(members)];
    }

    private sealed class WrongFixture(Fault fault) : InMemoryFixture
    {
        public override ValueTask<ISesStorage> CreateAsync(CancellationToken cancellationToken) => new(WrongStorage.With(fault));

        public override ValueTask<string> DumpAsync(ISesStorage storage, CancellationToken cancellationToken) => new("");
    }
}
