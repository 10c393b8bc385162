using System.Reflection;
using System.Reflection.Emit;
using Ses.Storage.Specifications;

namespace Ses.Storage.InMemory.Tests;

public sealed class WhenASuiteIsForgotten
{
    [Fact]
    public void The_gate_fails_and_shows_the_line_to_add()
    {
        var gate = new Excepting();
        var error = Assert.ThrowsAny<Exception>(gate.Every_suite_is_adopted_with_every_fixture);
        Assert.Contains("public sealed class InMemoryDurabilityTests(InMemoryFixture fixture) : DurabilitySpecification(fixture);", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MailLedger", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_that_is_not_needed_or_has_no_reason_fails_too()
    {
        Assert.ThrowsAny<Exception>(new Excepted(typeof(MailLedgerSpecification), "adopted all the same").Every_exception_is_needed_and_has_a_reason);
        Assert.ThrowsAny<Exception>(new Excepted(typeof(DurabilitySpecification), " ").Every_exception_is_needed_and_has_a_reason);
        Assert.ThrowsAny<Exception>(new Excepted(typeof(string), "no suite").Every_exception_is_needed_and_has_a_reason);
        new Excepted(typeof(DurabilitySpecification), "gone with its process").Every_exception_is_needed_and_has_a_reason();
    }

    [Fact]
    public void An_assembly_without_a_fixture_is_told_to_write_one()
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new("Provider.Tests"), AssemblyBuilderAccess.Run);
        var gate = assembly.DefineDynamicModule("tests").DefineType("Gate", TypeAttributes.Public, typeof(NothingExcepted)).CreateType();
        var error = Assert.ThrowsAny<Exception>(((AdoptionSpecification)Activator.CreateInstance(gate)!).Every_suite_is_adopted_with_every_fixture);
        Assert.Contains("Provider.Tests has no public class that inherits StorageFixture", error.Message, StringComparison.Ordinal);
    }

    public abstract class NothingExcepted() : AdoptionSpecification([]);

    private sealed class Excepting : NothingExcepted;

    private sealed class Excepted(Type suite, string reason) : AdoptionSpecification(new NotAdopted(suite, typeof(InMemoryFixture), reason));
}
