using Microsoft.Extensions.DependencyInjection;

namespace Ses.House.Tests;

/// <summary>What AddSes registers, with its lifetime; and what an engine runs, in its order.</summary>
public sealed class ServicesAreApprovedTests
{
    [Fact]
    public void The_registrations_are_the_approved_ones()
    {
        var services = new ServiceCollection();
        services.AddSes(ses => ses.UseInMemory().UseSmtp().RunInHost());
        var lines = services
            .Where(service => service.ServiceType.Assembly.GetName().Name!.StartsWith("Ses", StringComparison.Ordinal) || service.ServiceType.Name is "TimeProvider" or "IHostedService")
            .Select(service => $"{service.Lifetime} {service.ServiceType}")
            .Order(StringComparer.Ordinal);
        Approve.Text("registrations", string.Join('\n', lines));
    }

    [Fact]
    public void Adding_twice_adds_once()
    {
        var once = new ServiceCollection();
        once.AddSes(ses => ses.UseInMemory().UseSmtp().RunInHost());
        var twice = new ServiceCollection();
        twice.AddSes(ses => ses.UseInMemory().UseSmtp().RunInHost());
        twice.AddSes(ses => ses.UseInMemory().UseSmtp().RunInHost());
        Assert.Equal(Ours(once), Ours(twice));

        static IEnumerable<string> Ours(IServiceCollection services) =>
            services.Where(service => service.ServiceType.Name is not "IConfigureOptions`1").Select(service => service.ServiceType.ToString()).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_tables_of_contents_are_the_approved_ones() =>
        Approve.Text("order", string.Join('\n',
        [
            "The send pipeline:", .. Created("src/Ses.Core/Sending/Internal/SendPipeline.cs"),
            "The engine:", .. Created("src/Ses.Core/Scheduling/EngineManifest.cs").Where(line => line.EndsWith("Pump", StringComparison.Ordinal)),
        ]));

    private static IEnumerable<string> Created(string path) =>
        from line in SourceTree.Read(path).Split('\n')
        let text = line.Trim()
        where text.StartsWith("new ", StringComparison.Ordinal) && text.Contains('(', StringComparison.Ordinal)
        select "  " + text["new ".Length..text.IndexOf('(', StringComparison.Ordinal)];
}
