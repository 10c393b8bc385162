using System.Reflection;

namespace Ses.Storage.Specifications;

/// <summary>A suite that a provider does not adopt, and why.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Fixture">The provider's fixture.</param>
/// <param name="Reason">Why it does not hold for this provider.</param>
public sealed record NotAdopted(Type Suite, Type Fixture, string Reason);

/// <summary>Which suites a test assembly has adopted, for each of the fixtures in it.</summary>
internal static class Adoption
{
    public static IReadOnlyList<Type> Suites { get; } =
        [.. typeof(StorageSpecification).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(StorageSpecification))).OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static IReadOnlyList<Type> Fixtures(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type is { IsAbstract: false, IsPublic: true } && type.IsSubclassOf(typeof(StorageFixture))).OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static bool IsAdopted(Assembly assembly, Type suite, Type fixture) => assembly.GetTypes().Any(type =>
        type is { IsAbstract: false, IsPublic: true }
        && type.IsSubclassOf(suite)
        && type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == fixture)));

    /// <summary>The line that adopts a suite.</summary>
    public static string Line(Type suite, Type fixture) =>
        $"public sealed class {fixture.Name.Replace("Fixture", "", StringComparison.Ordinal)}{suite.Name.Replace("Specification", "", StringComparison.Ordinal)}Tests({fixture.Name} fixture) : {suite.Name}(fixture);";
}
