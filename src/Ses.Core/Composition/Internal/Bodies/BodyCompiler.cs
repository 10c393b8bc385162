using System.Diagnostics;
using System.Text;
using Ses.Composition.Internal.Dkim;

namespace Ses.Composition.Internal.Bodies;

/// <summary>Turns a MIME tree into a layout.</summary>
internal sealed class BodyCompiler
{
    private const string PlainType = "text/plain; charset=utf-8";

    private readonly List<BodySegment> _segments = [];
    private readonly ByteBuffer _shared = new();
    private readonly string _seed;

    private BodyCompiler(string seed) => _seed = seed;

    /// <param name="body">The tree: multiparts, or the plain text alone.</param>
    /// <param name="seed">Names the boundaries, so that the same message has the same bytes each time.</param>
    public static BodyLayout Compile(BodyPart body, string seed)
    {
        if (body is not BodyPart.Multipart top)
            return new(PlainType, [new(default, false, BodySlot.Plain)]);
        while (IsIn(body, Encoding.ASCII.GetBytes(seed)))
            seed += "x";
        var compiler = new BodyCompiler(seed);
        compiler.AddParts(top);
        compiler.Share("\r\n");
        compiler.CutShared();
        return new(compiler.TypeOf(top), [.. compiler._segments]);
    }

    // Encoded texts and files cannot have a boundary in them, "=_" being neither base64 nor quoted-printable, and texts that are not encoded are looked at
    // line by line; but an attached mail could.
    private static bool IsIn(BodyPart part, byte[] seed) => part switch
    {
        BodyPart.Fixed { Bytes: var bytes } => bytes.Span.IndexOf(seed) >= 0,
        BodyPart.Multipart { Parts: var parts } => parts.Any(inner => IsIn(inner, seed)),
        _ => false,
    };

    private void AddParts(BodyPart.Multipart multipart)
    {
        var boundary = BoundaryOf(multipart);
        for (var i = 0; i < multipart.Parts.Count; i++)
        {
            Share(i == 0 ? $"--{boundary}\r\n" : $"\r\n--{boundary}\r\n");
            Add(multipart.Parts[i]);
        }

        Share($"\r\n--{boundary}--");
    }

    private void Add(BodyPart part)
    {
        switch (part)
        {
            case BodyPart.Plain:
                AddText(PlainType, BodySlot.PlainEncoding, BodySlot.Plain);
                break;
            case BodyPart.Html:
                AddText("text/html; charset=utf-8", BodySlot.HtmlEncoding, BodySlot.Html);
                break;
            case BodyPart.Fixed { Bytes: var bytes }:
                CutShared();
                AddShared(bytes);
                break;
            case BodyPart.Multipart multipart:
                Share($"Content-Type: {TypeOf(multipart)}\r\n");
                AddSlot(BodySlot.MultipartEncoding);
                Share("\r\n");
                AddParts(multipart);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void AddText(string type, BodySlot encoding, BodySlot text)
    {
        Share($"Content-Type: {type}\r\n");
        AddSlot(encoding);
        Share("\r\n");
        AddSlot(text);
    }

    private string TypeOf(BodyPart.Multipart multipart)
    {
        // RFC 2387 §3.1: a related part names the type of its root.
        var root = multipart.Subtype == "related" ? " type=\"text/html\";" : "";
        return $"multipart/{multipart.Subtype};{root}\r\n\tboundary=\"{BoundaryOf(multipart)}\"";
    }

    private string BoundaryOf(BodyPart.Multipart multipart) => $"=_{multipart.Subtype[0]}{_seed}";

    private void Share(string text) => Encoding.ASCII.GetBytes(text, _shared);

    private void AddSlot(BodySlot slot)
    {
        CutShared();
        _segments.Add(new(default, false, slot));
    }

    private void CutShared()
    {
        if (_shared.Length > 0)
            AddShared(_shared.Written.ToArray());
        _shared.Clear();
    }

    private void AddShared(ReadOnlyMemory<byte> bytes) => _segments.Add(new(bytes, RelaxedBodyHash.IsCanonical(bytes.Span), BodySlot.None));
}
