using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using QuickStart;
using Ses;
using Ses.SendingTasks;
using Ses.Templates;
using Ses.Testing;

Arguments arguments;
try
{
    arguments = Arguments.Parse(args);
    await arguments.ThrowIfUnreachableAsync();
}
catch (ArgumentException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{Arguments.Usage}");
    return 2;
}
catch (IOException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

// A mail server on this machine that answers as real ones do: it takes, bounces, greylists, limits. Nothing leaves the machine.
await using var server = arguments.SmtpHost is null ? SimulatedMailServer.Start(new() { KeepMessages = false }) : null;
var dns = new InMemoryDns();

var services = new ServiceCollection();
services.AddSes(ses => ses
    .UseStore(arguments)                                   // ses.UseSqlite("ses.db"), unless the command line says otherwise
    .UseSmtp(smtp => smtp.Relay(arguments.SmtpHost ?? "127.0.0.1", server?.Port ?? arguments.SmtpPort, Ses.Delivery.TlsMode.None))
    .UseDns(_ => dns)
    .Configure(options =>
    {
        options.Warmup.StartLevel = 20;                    // a new domain begins at level 1, which is 500 messages a day
        options.Delivery.RetrySchedule.Clear();            // compressed: the default tries again after 5, 15, 30 minutes, …
        options.Delivery.RetrySchedule.Add(TimeSpan.FromSeconds(0.5));
        options.Delivery.RetrySchedules.Clear();           // full mailboxes and rate limits too, which have schedules of their own
    }));
if (arguments.Recipients is not null)
    services.AddSes(ses => ses.UseUnlimited());            // your own file may be larger than the guide's 10,000 rows

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<ISesClient>();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };

try
{
    // 1. A sender domain: publish its records, verify it.
    Console.WriteLine($"store      {Store.Describe(arguments)}");
    var domain = await client.Domains.FindAsync("letters.harbour.example") ?? await client.Domains.CreateAsync("letters.harbour.example");
    dns.Publish(domain);
    domain = await client.Domains.VerifyAsync("letters.harbour.example");
    Console.WriteLine($"domain     {domain.Name}: {domain.Status}, {domain.Records.Count} DNS records, level {domain.Level}");
    if (await client.Addresses.FindAsync("editor@letters.harbour.example") is null)
        await client.Addresses.CreateAsync("editor@letters.harbour.example", "The Harbour Letter");

    // 2. Recipients, with their variables; and those who must not be written to.
    var folder = AppContext.BaseDirectory;
    var recipients = new FileInfo(arguments.Recipients ?? Path.Combine(folder, "recipients.csv"));
    var group = await Readers.GroupAsync(client, Path.GetFileNameWithoutExtension(recipients.Name));
    await using (var csv = recipients.OpenRead())
    {
        // The key lets an import that was broken off go on, and does not repeat one that is done.
        var report = await client.Recipients.ImportCsvAsync(group.Id, csv, new() { ImportKey = $"{recipients.Length}/{recipients.LastWriteTimeUtc.Ticks}" });
        Console.WriteLine($"recipients {report.Valid} of {report.Total} rows, variables: {string.Join(", ", report.Variables)}");
        foreach (var error in report.Errors.Take(5))
            Console.WriteLine($"           line {error.Line}: {error.Reason}");
    }

    if (arguments.Recipients is null)
    {
        var blocked = await client.Blocklists.BlockAsync(await File.ReadAllLinesAsync(Path.Combine(folder, "blocklist.txt")), remark: "left in spring");
        Console.WriteLine($"blocklist  {blocked} addresses");
    }

    // 3. A template.
    var draft = await TemplateDraft.FromFileAsync(arguments.Template ?? Path.Combine(folder, "newsletter.html"));
    var template = await client.Templates.FindAsync(draft.Name) is not { } known ? await client.Templates.CreateAsync(draft)
        : known.Source == draft.Source ? known
        : await client.Templates.UpdateAsync(known.Id, draft);
    Console.WriteLine($"template   {template.Name}: {string.Join(", ", template.Variables.Select(variable => variable.Name))}");
    Console.WriteLine("retries    compressed to half a second (by default 5, 15, 30 minutes, …)");

    // 4. Send: the engine runs in this process; in a host, RunInHost() does it.
    var engine = provider.GetRequiredService<SesEngine>().RunAsync(stop.Token);
    var clock = Stopwatch.StartNew();
    var unfinished = await Readers.UnfinishedTaskAsync(client, group.Id);
    if (unfinished is not null)
        Console.WriteLine($"going on   with task {unfinished.Id}, which an earlier start began: {unfinished.Progress.Settled} of {unfinished.Requests} recipients have their fate");
    var task = unfinished ?? await client.Tasks.CreateAsync(new()
    {
        From = "editor@letters.harbour.example",
        Groups = [group.Id],
        Template = template.Id,
        Subject = arguments.Template is null ? "{{ name }}, four short reads for the week" : "Four short reads for the week",
    });
    task = await Progress.FollowAsync(client, task.Id, stop.Token);
    clock.Stop();
    await stop.CancelAsync();
    await engine;

    // 5. What became of it.
    var total = await client.Statistics.GetTotalAsync(new() { Task = task.Id });
    Report.Print(await client.Statistics.GetByAsync(Ses.Statistics.StatisticsAxis.RecipientDomain, new()), total);
    if (task.StateReason is { } reason)
        Console.WriteLine(reason);
    Console.WriteLine(Report.LastLine(total, server?.Log.Accepted, unfinished?.Progress.Attempted ?? 0, clock.Elapsed));
    return task.State == TaskState.Sent ? 0 : 1;
}
catch (Exception error) when (error is SesException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
