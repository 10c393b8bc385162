using Ses.Composition.Internal.Dkim;
using Ses.Composition.Internal.PlainText;

namespace Ses.Composition.Internal;

/// <summary>The buffers in which one mail is composed. Composing never waits, so each thread keeps one set: making them anew would cost more than the mail.</summary>
internal sealed class Workspace : IDisposable
{
    // A set that had to grow for a large mail is not kept.
    private const int MaxKept = 256 * 1024;

    [ThreadStatic]
    private static Workspace? _free;

    private Workspace()
    {
    }

    /// <summary>The header as it is sent, without the signatures.</summary>
    public ByteBuffer Header { get; } = new();

    /// <summary>The signed fields in their relaxed form, in the order of the header.</summary>
    public ByteBuffer Canonical { get; } = new();

    /// <summary>A text in UTF-8 with CRLF line ends, before it is encoded.</summary>
    public ByteBuffer Utf8 { get; } = new(16 * 1024);

    /// <summary>The encoded texts.</summary>
    public ByteBuffer Encoded { get; } = new(32 * 1024);

    /// <summary>A plain text on its way from the HTML.</summary>
    public CharBuffer Text { get; } = new();

    /// <summary>The hash of the body.</summary>
    public byte[] Hash { get; } = new byte[32];

    public RelaxedBodyHash BodyHash { get; } = new();

    public static Workspace Rent()
    {
        var workspace = _free ?? new();
        _free = null;
        workspace.Header.Clear();
        workspace.Canonical.Clear();
        workspace.Utf8.Clear();
        workspace.Encoded.Clear();
        workspace.Text.Clear();
        return workspace;
    }

    public void Dispose()
    {
        // Nor one in which something went wrong half-way.
        if (BodyHash.IsIdle && Header.Capacity + Canonical.Capacity + Utf8.Capacity + Encoded.Capacity + (2 * Text.Capacity) <= MaxKept)
            _free = this;
        else
            BodyHash.Dispose();
    }
}
