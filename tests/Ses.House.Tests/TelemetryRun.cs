using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Ses.Diagnostics;
using Ses.Testing;

namespace Ses.House.Tests;

/// <summary>A world in which all sorts of things happen to mail, and somebody who listens.</summary>
public sealed class TelemetryRun : IDisposable
{
    private readonly ActivitySource _host = new("the host");

    public TelemetryRun()
    {
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SesTelemetry.Name || source == _host,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == SesTelemetry.Name)
                    Activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(activities);
        using var listener = new MeterListener { InstrumentPublished = Publish };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Measure(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Measure(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measure(instrument, tags));
        listener.Start();
        Live(listener);
        MadeByFactory = AskAFactory();
    }

    internal ConcurrentDictionary<string, Seen> Instruments { get; } = new();

    /// <summary>Values of tags.</summary>
    public ConcurrentBag<string> Values { get; } = [];

    /// <summary>Activities that have ended.</summary>
    public ConcurrentBag<Activity> Activities { get; } = [];

    /// <summary>The trace in which a task was created.</summary>
    public ActivityContext TaskTrace { get; private set; }

    /// <summary>Meters that were asked of a host's factory.</summary>
    public IReadOnlyList<string> MadeByFactory { get; }

    public void Dispose() => _host.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name != SesTelemetry.Name)
            return;
        Instruments.GetOrAdd(instrument.Name, _ => new(instrument.Name, instrument.GetType().Name.Split('`')[0], instrument.Unit));
        listener.EnableMeasurementEvents(instrument);
    }

    private void Measure(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var seen = Instruments[instrument.Name];
        lock (seen)
        {
            seen.Measurements++;
            foreach (var tag in tags)
            {
                seen.Tags.Add(tag.Key);
                Values.Add($"{tag.Value}");
            }
        }
    }

    private void Live(MeterListener listener)
    {
        using var world = new FakeWorld(11);
        var first = world.AddNode(Configure);
        world.Run(async () =>
        {
            world.Dns.Publish(await first.Client.Domains.CreateAsync("news.example"));
            await first.Client.Domains.VerifyAsync("news.example");
            await first.Client.Blocklists.BlockAsync(["blocked@a.example"]);
            await first.Client.Callbacks.SetAsync("https://hooks.example/ses");
        });
        world.Run(() => SendToGroupAsync(first.Client));
        world.Run(async () =>
        {
            using var request = _host.StartActivity("a request");
            foreach (var to in new[] { "ada@a.example", "bounce@a.example", "greylist@b.example", "blocked@a.example", "bob@b.example", "carl@b.example" })
                await SendAsync(first.Client, to);
        });
        Assert.Throws<SesValidationException>(() => world.Run(() => SendAsync(first.Client, "nobody")));
        first.Start();
        world.RunFor(TimeSpan.FromMinutes(10));
        listener.RecordObservableInstruments();
        FailForAWhile(world, first);
        // A node that is frozen for longer than its lease finds it lost when it wakes.
        first.Freeze();
        world.AddNode(Configure).Start();
        world.RunFor(TimeSpan.FromMinutes(2));
        first.Thaw();
        world.RunFor(TimeSpan.FromMinutes(1));
        listener.RecordObservableInstruments();
    }

    private async Task SendToGroupAsync(ISesClient client)
    {
        var template = await client.Templates.CreateAsync(new() { Name = "letter", Source = "<p>Hello</p>" });
        var group = await client.Recipients.CreateAsync("readers", "who reads");
        await client.Recipients.ImportCsvAsync(group.Id, new MemoryStream("email\ndora@b.example\n"u8.ToArray()));
        using var request = _host.StartActivity("a task");
        TaskTrace = request!.Context;
        await client.Tasks.CreateAsync(new() { From = "desk@news.example", Groups = [group.Id], Template = template.Id, Subject = "Hello" });
    }

    private void FailForAWhile(FakeWorld world, FakeNode node)
    {
        for (var i = 0; i < 500 && !(HasFailed("ses.claim.duration") && HasFailed("ses.settle.duration")); i++)
        {
            world.StoreFaults = StoreFaults.None;
            world.Run(() => SendAsync(node.Client, $"reader{i}@b.example"));
            world.StoreFaults = StoreFaults.None with { BeforeCommit = 0.4 };
            world.RunFor(TimeSpan.FromSeconds(20));
        }

        world.StoreFaults = StoreFaults.None;
        world.RunFor(TimeSpan.FromMinutes(2));
    }

    private bool HasFailed(string instrument) => Instruments[instrument].Tags.Contains("error.type");

    private static void Configure(SesOptions options)
    {
        options.Domains.DkimKeyBits = 1024;
        options.Delivery.Relays.Add(new("relay.example"));
        options.Delivery.MaxPerSecondPerSenderDomain = 2;
    }

    private static Task SendAsync(ISesClient client, string to) => client.SendAsync(new() { From = "desk@news.example", To = [to], Subject = "Hello", Text = "Hello" });

    private static IReadOnlyList<string> AskAFactory()
    {
        using var factory = new Factory();
        using var provider = new ServiceCollection().AddSingleton<IMeterFactory>(factory).AddSes(ses => ses.UseInMemory()).BuildServiceProvider();
        provider.GetRequiredService<ISesClient>();
        return factory.Made;
    }

    /// <summary>What was seen of an instrument.</summary>
    internal sealed record Seen(string Name, string Kind, string? Unit)
    {
        public int Measurements { get; set; }

        public HashSet<string> Tags { get; } = [];
    }

    private sealed class Factory : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public IReadOnlyList<string> Made => [.. _meters.Select(meter => meter.Name)];

        public Meter Create(MeterOptions options)
        {
            _meters.Add(new(options));
            return _meters[^1];
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
