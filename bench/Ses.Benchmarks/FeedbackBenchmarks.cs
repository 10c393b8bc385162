using BenchmarkDotNet.Attributes;
using Ses.Delivery;
using Ses.Feedback.Reading;
using Ses.Ledger;

namespace Ses.Benchmarks;

/// <summary>What answers and bounces cost to read.</summary>
public class FeedbackBenchmarks
{
    private static readonly SmtpReplyFact[] Replies =
    [
        new(550, "5.1.1", "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos"),
        new(552, "5.2.2", "The email account that you tried to reach is over quota"),
        new(550, "5.7.1", "Service unavailable; client host blocked using a list; to request removal from this list see the site"),
        new(421, "4.7.28", "Our system has detected an unusual rate of unsolicited mail originating from your IP address"),
        new(550, null, "Requested action not taken: mailbox unavailable or not local"),
        new(554, null, "delivery error: dd This user doesn't have an account here"),
    ];

    private byte[] _notice = null!;

    [GlobalSetup]
    public void Setup() => _notice = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "dsn.eml"));

    /// <summary>A delivery status notification of Postfix (RFC 3464).</summary>
    [Benchmark]
    public object ParseDsn() => ReportReader.Read(_notice);

    /// <summary>One of six replies.</summary>
    [Benchmark(OperationsPerInvoke = 6)]
    public int Classify()
    {
        var sum = 0;
        foreach (var reply in Replies)
            sum += (int)BounceClassifier.Classify(reply, SmtpPhase.Recipient, "mx.readers.example");
        return sum;
    }
}
