using System.Text;
using Ses.Feedback;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Sending;
using Ses.Testing;

namespace Ses.Tests.Feedback;

/// <summary>A fake world whose node sends with return paths of its own, and the mails that come back to it.</summary>
internal sealed class ReturnWorld : IDisposable
{
    public const string Anna = "anna@reader.example";

    public ReturnWorld()
    {
        Node = AddNode();
        World.Run(async () =>
        {
            World.Dns.Publish(await Node.Client.Domains.CreateAsync("shop.example"));
            await Node.Client.Domains.VerifyAsync("shop.example");
        });
    }

    public FakeWorld World { get; } = new(7);

    public FakeNode Node { get; }

    public FakeNode AddNode() => World.AddNode(options =>
    {
        options.Domains.DkimKeyBits = 1024;
        options.Identity.ReturnPathMx = "bounces.example.org";
        options.Feedback.ReturnPathKeyAge = TimeSpan.FromHours(1);
        // Nodes that look seldom let hours pass quickly.
        options.Engine.LeaseTimeToLive = TimeSpan.FromHours(1);
        options.Engine.Heartbeat = TimeSpan.FromMinutes(10);
        options.Engine.PollInterval = TimeSpan.FromMinutes(10);
        options.Delivery.Relays.Add(new("relay.example"));
    });

    public void Dispose() => World.Dispose();

    /// <summary>Sends a letter and runs the world until every recipient's server has taken it.</summary>
    public SendReceipt Send(params string[] to)
    {
        var receipt = World.Run(() => Node.Client.SendAsync(new() { From = "news@shop.example", To = to, Subject = "Hello", Text = "Good morning." }));
        if (Node.Running.IsCompleted)
            Node.Start();
        Assert.True(World.RunUntil(() => Deliveries(receipt).All(delivery => delivery.State != DeliveryState.Queued)), World.Storage.Dump());
        return receipt;
    }

    public string ReturnPath(string recipient) => World.Servers.Attempts.Last(attempt => attempt.Recipient.ToString() == recipient).ReturnPath;

    public MailDelivery Delivery(SendReceipt receipt, string recipient = Anna) => Deliveries(receipt).Single(delivery => delivery.Recipient.ToString() == recipient);

    public IReadOnlyList<MailDelivery> Deliveries(SendReceipt receipt) => World.Storage.Ledger.ListDeliveriesAsync(receipt.Message, null, 100, default).Result;

    public IReadOnlyList<MailFact> Facts(MailDelivery delivery) => World.Storage.Ledger.ListFactsAsync(delivery.Message, delivery.Id, default).Result;

    /// <summary>How many keys prove return paths.</summary>
    public int Keys => World.Storage.Secrets.ListAsync("return-path", default).Result.Count;

    public FeedbackResult Process(string mail, params string[] recipients) => Process(Node.Client.Feedback, mail, recipients);

    public FeedbackResult Process(IFeedback feedback, string mail, params string[] recipients) =>
        World.Run(() => feedback.ProcessAsync(new MemoryStream(Encoding.UTF8.GetBytes(mail)), [.. recipients.Select(EmailAddress.Parse)]));

    public BlockEntry? BlockOf(string address) => World.Run(() => Node.Client.Blocklists.FindAsync(address, "shop.example"));

    /// <summary>A delivery status notification.</summary>
    public static string Report(string to, string recipient = Anna, string status = "5.1.1", string diagnostic = "550 5.1.1 user unknown", string action = "failed", string messageId = "none@other.example") =>
        $"""
        Return-Path: <>
        From: MAILER-DAEMON@mx.reader.example
        To: {to}
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <1@mx.reader.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain

        I could not deliver your message.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.reader.example

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; {diagnostic}

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <{messageId}>
        To: {recipient}

        --b--
        """;

    /// <summary>A feedback report.</summary>
    public static string Complaint(string fields, string messageId = "none@other.example", string type = "abuse") =>
        $"""
        From: loop@arf.example
        To: fbl@shop.example
        Subject: FW: Hello
        Message-ID: <2@arf.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b
        Content-Type: text/plain

        This is an abuse report.

        --b
        Content-Type: message/feedback-report

        Feedback-Type: {type}
        User-Agent: Loop/1.0
        Version: 1
        {fields}

        --b
        Content-Type: message/rfc822

        Message-ID: <{messageId}>
        From: news@shop.example

        --b--
        """;
}
