namespace Ses.Storage.Specifications;

/// <summary>
/// The gate: a test assembly has a class for every suite and every <see cref="StorageFixture"/> in it, or says why not. Adopt it as
/// <c>public sealed class SpecificationsAreAdopted() : AdoptionSpecification();</c>.
/// </summary>
/// <param name="exceptions">Suites that do not hold for this provider, with the reasons.</param>
public abstract class AdoptionSpecification(params IReadOnlyList<NotAdopted> exceptions)
{
    [Fact]
    public void Every_suite_is_adopted_with_every_fixture()
    {
        var assembly = GetType().Assembly;
        var fixtures = Adoption.Fixtures(assembly);
        Assert.True(fixtures.Count > 0, $"{assembly.GetName().Name} has no public class that inherits {nameof(StorageFixture)}: write one, it creates the provider's stores");
        var forgotten =
            from fixture in fixtures
            from suite in Adoption.Suites
            where !Adoption.IsAdopted(assembly, suite, fixture) && !exceptions.Any(exception => exception.Suite == suite && exception.Fixture == fixture)
            select Adoption.Line(suite, fixture);
        var lines = string.Join('\n', forgotten);
        Assert.True(lines.Length == 0, $"These suites are not adopted. Add the lines, or name the suites to {nameof(AdoptionSpecification)} with a reason:\n{lines}");
    }

    [Fact]
    public void Every_exception_is_needed_and_has_a_reason()
    {
        foreach (var exception in exceptions)
        {
            Assert.False(string.IsNullOrWhiteSpace(exception.Reason), $"say why {exception.Fixture.Name} does not adopt {exception.Suite.Name}");
            Assert.True(Adoption.Suites.Contains(exception.Suite), $"{exception.Suite.Name} is no suite; take the exception away");
            Assert.False(
                Adoption.IsAdopted(GetType().Assembly, exception.Suite, exception.Fixture),
                $"{exception.Fixture.Name} adopts {exception.Suite.Name}; take the exception away");
        }
    }
}
