using Ses.Composition.Internal.Dkim;

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

    /// <summary>The texts before they are encoded.</summary>
    public MailTexts Texts { get; } = new();

    /// <summary>The texts that could not stay as they are.</summary>
    public ByteBuffer Encoded { get; } = new(32 * 1024);

    /// <summary>The hash of the body.</summary>
    public byte[] Hash { get; } = new byte[32];

    public RelaxedBodyHash BodyHash { get; } = new();

    public static Workspace Rent()
    {
        var workspace = _free ?? new();
        _free = null;
        workspace.Header.Clear();
        workspace.Canonical.Clear();
        workspace.Encoded.Clear();
        workspace.Texts.Clear();
        return workspace;
    }

    public void Dispose()
    {
        // Nor one in which something went wrong half-way.
        if (BodyHash.IsIdle && Header.Capacity + Canonical.Capacity + Encoded.Capacity + Texts.Capacity <= MaxKept)
            _free = this;
        else
            BodyHash.Dispose();
    }
}
