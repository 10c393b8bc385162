using MimeKit;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Sending;
using Ses.Templates;
using Ses.Testing;

namespace Ses.Tests.Templates;

/// <summary>A world with one node that relays everything, and a verified domain.</summary>
internal sealed class TemplateWorld : IDisposable
{
    public TemplateWorld(Action<SesOptions>? configure = null)
    {
        Node = World.AddNode(options =>
        {
            options.Domains.DkimKeyBits = 1024;
            options.Delivery.Relays.Add(new("relay.example"));
            configure?.Invoke(options);
        });
        World.Run(async () =>
        {
            World.Dns.Publish(await Client.Domains.CreateAsync("news.example"));
            await Client.Domains.VerifyAsync("news.example");
        });
    }

    public FakeWorld World { get; } = new(1);

    public FakeNode Node { get; }

    public ISesClient Client => Node.Client;

    public T Ask<T>(Func<ISesClient, Task<T>> work) => World.Run(() => work(Client));

    public MailTemplate Create(string name, string source, TemplateType type = TemplateType.Html, string? text = null) =>
        Ask(client => client.Templates.CreateAsync(new() { Name = name, Source = source, Type = type, Text = text }));

    public MailTemplate Update(MailTemplate template, string source) =>
        Ask(client => client.Templates.UpdateAsync(template.Id, new() { Name = template.Name, Source = source, Type = template.Type }));

    public SendReceipt Send(MailTemplate template, string to, TemplateData? data = null, string subject = "Hello") =>
        Ask(client => client.SendAsync(new() { From = "editor@news.example", To = [to], Subject = subject, Template = template.Id, Data = data }));

    public IReadOnlyList<SesError> ErrorsOf(Action work) => Assert.Throws<SesValidationException>(work).Errors;

    /// <summary>Runs the engine until so many mails were taken.</summary>
    public void Deliver(int mails)
    {
        if (Node.Running.IsCompleted)
            Node.Start();
        Assert.True(World.RunUntil(() => Taken.Count() == mails), World.Storage.Dump());
    }

    public MimeMessage MailTo(string recipient) =>
        MimeMessage.Load(new MemoryStream(Assert.Single(Taken, attempt => attempt.Recipient.ToString() == recipient).Content.ToArray()));

    public IReadOnlyList<MailDelivery> Deliveries(MessageId message) => World.Storage.Ledger.ListDeliveriesAsync(message, null, int.MaxValue, default).Result;

    public void Dispose() => World.Dispose();

    private IEnumerable<FakeAttempt> Taken => World.Servers.Attempts.Where(attempt => attempt.WasAccepted);
}
