using System.Buffers;
using BenchmarkDotNet.Attributes;
using Ses.Composition.Internal;
using Ses.Composition.Internal.Dkim;
using Ses.Composition.Internal.Flat;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Templates.Internal;

namespace Ses.Benchmarks;

/// <summary>From a recipe to bytes: what each mail costs.</summary>
public class ComposeBenchmarks
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private readonly byte[] _signature = new byte[DkimSecretKey.MaxSignatureOctets];
    private readonly byte[] _header = new byte[700];
    private readonly MailDelivery[] _deliveries = new MailDelivery[1_000];
    private readonly MailTexts _texts = new();
    private TemplateSet _templates = null!;
    private FlatMail _flat = null!;
    private RsaDkimKey _key = null!;
    private PreparedMessage _unsigned = null!;
    private PreparedMessage _signed = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _templates = SampleTask.Templates();
        _flat = FlatMail.Of(_templates) ?? throw new InvalidOperationException("the letter is not flat");
        _key = new(System.Security.Cryptography.RSA.Create(2048));
        var message = SampleTask.Message(new(1), SampleTask.Start) with { Task = new(1) };
        for (var i = 0; i < _deliveries.Length; i++)
            _deliveries[i] = SampleTask.Delivery(message, new((ulong)i + 2), i);
        _unsigned = MessageComposer.Prepare(message, _templates, [], new());
        _signed = MessageComposer.Prepare(message, _templates, [SampleTask.Signer()], new());
    }

    /// <summary>Subject, HTML and text out of 60 variables.</summary>
    [Benchmark]
    public object Render() => _templates.Render(null, Next().Data, SampleTask.Start);

    /// <summary>The same as bytes, straight from the JSON of the variables (docs/adr/0085).</summary>
    [Benchmark]
    public bool RenderFlat() => _flat.TryWrite(null, Next().Data, _texts) ? true : throw new InvalidOperationException("the letter is not flat");

    /// <summary>The whole mail, not signed.</summary>
    [Benchmark]
    public int Compose() => Write(_unsigned);

    /// <summary>The whole mail as it goes out.</summary>
    [Benchmark]
    public int ComposeAndSign() => Write(_signed);

    /// <summary>The signature alone (RSA-2048).</summary>
    [Benchmark(Baseline = true)]
    public int Sign() => _key.Sign(_header, _signature);

    private MailDelivery Next() => _deliveries[_next++ % _deliveries.Length];

    private int Write(PreparedMessage prepared)
    {
        _bytes.ResetWrittenCount();
        var written = prepared.BodyFor(Next()).WriteAsync(_bytes, ServerAbilities.EightBitMime, CancellationToken.None);
        return written.IsCompletedSuccessfully ? _bytes.WrittenCount : throw new InvalidOperationException("composing waits for something");
    }
}
