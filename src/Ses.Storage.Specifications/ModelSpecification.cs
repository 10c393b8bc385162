using CsCheck;
using Ses.Storage.InMemory;
using Ses.Storage.Specifications.Model;

namespace Ses.Storage.Specifications;

/// <summary>
/// Random sequences of operations over all rooms, run against the provider and against the store in memory, which is the reference: every answer must be the
/// same. What is found is made as short as possible, and printed as a script. <c>CsCheck_Seed</c> in the environment repeats a run.
/// </summary>
public abstract class ModelSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    [Fact]
    public async Task Any_sequence_of_operations_is_answered_as_the_store_in_memory_answers_it()
    {
        var comparison = new ModelComparison(() => new(new InMemoryStorage()), () => Fixture.CreateAsync(Token), Fixture.ReleaseAsync, Token);
        IReadOnlyList<ModelOperation>? failing = null;
        try
        {
            await ModelScript.Sequences.SampleAsync(
                async script =>
                {
                    if (await comparison.RunAsync(script) is null)
                        return true;
                    failing = failing is null || script.Length < failing.Count ? script : failing;
                    return false;
                },
                iter: Fixture.ModelSequences,
                threads: 1,
                print: ModelScript.Print);
        }
        catch (CsCheckException error) when (failing is not null)
        {
            var script = await comparison.ShrinkAsync(failing);
            Assert.Fail($"After these operations the provider answers differently:\n{ModelScript.Print(script)}\nat {await comparison.RunAsync(script)}\n{error.Message.Split('\n')[0]}");
        }
    }
}
