using System.Reflection;
using PublicApiGenerator;

namespace Ses.House.Tests;

/// <summary>What hosts see, as text: reviewed like code.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Packages => [.. Packed.Keys];

    private static Dictionary<string, Assembly> Packed { get; } = ReferencedPackages.ToDictionary(assembly => assembly.GetName().Name!);

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_api_is_the_approved_one(string package) =>
        Approve.Text($"api.{package}", Packed[package].GeneratePublicApi(new()
        {
            IncludeAssemblyAttributes = false,
            // xUnit's have the path of the source file in them, which is another on every machine.
            ExcludeAttributes = ["System.Runtime.CompilerServices.CompilerGeneratedAttribute", "System.CodeDom.Compiler.GeneratedCodeAttribute", "Xunit.FactAttribute", "Xunit.TheoryAttribute"],
        }));

    [Fact]
    public void Every_package_under_src_is_watched()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)!);
        Assert.Equal(projects.Order(StringComparer.Ordinal), Packed.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Public_and_port_methods_that_wait_take_a_token_last_and_say_Async() =>
        Assert.Empty(
            from package in Packed.Values
            from type in package.GetExportedTypes()
            where type.IsInterface
            from method in type.GetMethods()
            where !method.IsSpecialName && (typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal))
            where method.GetParameters() is not [.., { ParameterType: var last }] || last != typeof(CancellationToken) || !method.Name.EndsWith("Async", StringComparison.Ordinal)
            select $"{type.FullName}.{method.Name}");

    private static IEnumerable<Assembly> ReferencedPackages =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Ses.*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal) && name != "Ses.Judges")
            .Select(name => Assembly.Load(new AssemblyName(name)));
}
