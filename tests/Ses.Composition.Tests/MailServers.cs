using System.Text;
using Ses.Judges;

namespace Ses.Composition.Tests;

/// <summary>A server that takes the family, and shows what arrived.</summary>
public interface IFamilyServer : IAsyncDisposable
{
    int Port { get; }

    /// <summary>Whether it takes octets above 127.</summary>
    bool IsEightBit { get; }

    ValueTask StartAsync();

    /// <summary>The mails as they came over the wire, CRLF line ends and all.</summary>
    IEnumerable<byte[]> Mails { get; }
}

public class SinkServer : IFamilyServer
{
    private SmtpSink? _sink;

    public int Port => _sink!.Port;

    public virtual bool IsEightBit => true;

    public IEnumerable<byte[]> Mails => _sink!.Dumps.Select(File.ReadAllBytes).Select(Wire);

    public async ValueTask StartAsync() => _sink = await SmtpSink.StartAsync(dumps: true, IsEightBit ? [] : ["-8"]);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (_sink?.DisposeAsync() ?? default);
    }

    // The sink puts the envelope and a Received field before the mail and an empty line behind it, and drops the CRs.
    private static byte[] Wire(byte[] dump)
    {
        var text = Encoding.Latin1.GetString(dump);
        var start = text.IndexOf("\nReceived:", StringComparison.Ordinal) + 1;
        do
            start = text.IndexOf('\n', start) + 1;
        while (text[start] is ' ' or '\t');
        return Encoding.Latin1.GetBytes(text[start..^1].Replace("\n", "\r\n", StringComparison.Ordinal));
    }
}

public sealed class SevenBitSinkServer : SinkServer
{
    public override bool IsEightBit => false;
}

public class AioServer : IFamilyServer
{
    private AioSmtpServer? _server;

    public int Port => _server!.Port;

    public virtual bool IsEightBit => true;

    public IEnumerable<byte[]> Mails => _server!.Mails.Select(File.ReadAllBytes);

    public async ValueTask StartAsync() => _server = await AioSmtpServer.StartAsync(IsEightBit);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (_server?.DisposeAsync() ?? default);
    }
}

public sealed class SevenBitAioServer : AioServer
{
    public override bool IsEightBit => false;
}
