using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ses.Ledger;
using Ses.SendingTasks;
using Ses.Testing;

namespace Ses.Fleet.Tests;

/// <summary>A batch that the nodes send; this process accepts it and reads how it stands, and runs no engine.</summary>
internal sealed class Batch : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly SendingTaskRequest _request;
    private SendingTask? _task;

    private Batch(ServiceProvider services, SendingTaskRequest request, IReadOnlySet<string> recipients) =>
        (_services, _request, Recipients) = (services, request, recipients);

    public IReadOnlySet<string> Recipients { get; }

    private ISesClient Client => _services.GetRequiredService<ISesClient>();

    public static async Task<Batch> PrepareAsync(FleetStore store, int size, CancellationToken cancellationToken)
    {
        var dns = new InMemoryDns();
        var services = new ServiceCollection().AddSes(ses => store.Use(ses).UseDns(_ => dns).UseUnlimited()).BuildServiceProvider();
        var client = services.GetRequiredService<ISesClient>();
        await dns.CreateVerifiedAsync(client, "news.example", cancellationToken);
        var template = await client.Templates.CreateAsync(new() { Name = "letter", Source = "Hello {{ name }}.", Type = Ses.Templates.TemplateType.PlainText }, cancellationToken);
        var group = await client.Recipients.CreateAsync("readers", "All who read it", cancellationToken);
        // Slow mailboxes answer after a moment: at any time some mails are under way, however quick the machine.
        var recipients = Enumerable.Range(1, size).Select(number => $"slow-{number}@mail{number % 40}.example").ToList();
        var csv = "email,name\n" + string.Join('\n', recipients.Select((address, index) => $"{address},Reader {index}"));
        await client.Recipients.ImportCsvAsync(group.Id, new MemoryStream(Encoding.UTF8.GetBytes(csv)), cancellationToken: cancellationToken);
        return new(services, new() { From = "editor@news.example", Groups = [group.Id], Template = template.Id, Subject = "For {{ name }}" }, recipients.ToHashSet());
    }

    public async Task BeginAsync(CancellationToken cancellationToken) => _task = await Client.Tasks.CreateAsync(_request, cancellationToken);

    /// <summary>Waits until every recipient has a fate; the nodes' logs tell where it does not come to that.</summary>
    public async Task<SendingTask> WaitUntilSentAsync(Func<string> story, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Scale.Patience);
        while (true)
        {
            // Also the first call behind a restart of the database comes through, whatever the pool has.
            var task = await Client.Tasks.FindAsync(_task!.Id, cancellationToken);
            if (task?.State == TaskState.Sent)
                return task;
            Assert.False(patience.IsCancellationRequested, $"The task is {task?.State}: {task?.Progress}\n{story()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    public Task<CounterSet> CountAsync(CancellationToken cancellationToken) => Client.Statistics.GetTotalAsync(new() { Task = _task!.Id }, cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
