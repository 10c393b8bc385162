using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ses.Delivery;
using Ses.Throughput;
using Ses.Throughput.Mail;

Arguments arguments;
try
{
    arguments = Arguments.Parse(args);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{Arguments.Usage}");
    return 2;
}

if (arguments.Csv is { } csv)
{
    await using var file = File.Create(csv);
    await using var recipients = new ReaderFile(arguments.Count, arguments.Domains);
    await recipients.CopyToAsync(file);
    return 0;
}

var watch = new Watch();
await using var sender = new Sender(arguments, arguments.Singles > 0 ? Watched : null);
var clock = Stopwatch.StartNew();
var group = await sender.PrepareAsync();
Say($"imported\t{group.Count}\t{clock.Elapsed.TotalSeconds:F1}\t{Figures.Now()}");
Say($"dkim\t{await sender.DkimRecordAsync()}");
if (arguments.OnlyPrepares)
    return 0;
var signature = Figures.SignatureMicroseconds();
Say($"signature\t{signature:F1}");

using var stop = new CancellationTokenSource();
var engine = sender.RunAsync(stop.Token);
var run = new Run(sender, arguments, signature);
var succeeded = true;
if (arguments.Singles > 0)
{
    succeeded = await run.SinglesAsync(watch, () => sender.BeginAsync(group));
}
else
{
    var task = arguments.Joins ? null : await sender.BeginAsync(group);
    if (task is null || arguments.RunsUntilTold)
        await Run.UntilToldAsync();
    else
        succeeded = await run.ToTheEndAsync(task);
}

await stop.CancelAsync();
await engine;
return succeeded ? 0 : 1;

static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

void Watched(IServiceCollection services)
{
    var smtp = services.Last(service => service.ServiceType == typeof(IMailTransport)).ImplementationFactory!;
    services.Replace(ServiceDescriptor.Singleton<IMailTransport>(provider => new TimedTransport((IMailTransport)smtp(provider), watch)));
}
