using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ses;
using Ses.Delivery;
using Ses.Testing;

// One node: runs the engine over a store that others fill, until it is told to stop or ended the hard way.
if (args is not [var name, var kind, var place, var port, var seconds])
{
    await Console.Error.WriteLineAsync("Ses.Fleet.Sender NAME sqlite|postgres FILE|CONNECTION SMTP-PORT LEASE-SECONDS");
    return 2;
}

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information);
builder.Services.AddSes(ses => Store(ses)
    .UseSmtp(smtp => smtp.Relay("127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture), TlsMode.None))
    .UseDns(_ => new InMemoryDns())
    .UseUnlimited()
    .Configure(options =>
    {
        var lease = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
        options.Engine.NodeName = name;
        options.Engine.LeaseTimeToLive = lease;
        options.Engine.Heartbeat = lease / 6;
        options.Engine.FenceMargin = lease / 3;
        options.Engine.PollInterval = TimeSpan.FromSeconds(0.2);
        options.Delivery.MaxConcurrency = 16;
        options.Delivery.RetrySchedule.Clear();
        options.Delivery.RetrySchedule.Add(TimeSpan.FromSeconds(0.5));
        options.Delivery.RetrySchedules.Clear();
    })
    .RunInHost());
await builder.Build().RunAsync();
return 0;

SesBuilder Store(SesBuilder ses) => kind == "sqlite" ? ses.UseSqlite(place) : ses.UsePostgreSql(place);
