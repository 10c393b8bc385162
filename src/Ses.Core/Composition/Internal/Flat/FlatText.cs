using Ses.Composition.Internal.Bodies;
using Ses.Templates;
using Ses.Templates.Internal;
using Ses.Templates.Internal.Rendering;

namespace Ses.Composition.Internal.Flat;

/// <summary>One text as literals, in UTF-8 with CRLF line ends, and slots.</summary>
internal sealed class FlatText
{
    // What a step of the plain way pays for.
    private const int CharactersOfStep = 256;

    private readonly List<(byte[] Literal, FlatSlot Slot)> _parts = [];
    private byte[] _end = [];

    private FlatText()
    {
    }

    /// <summary>Null where there is no text, or one with more than literals and plain variables.</summary>
    public static FlatText? Of(TemplateProgram? program, FlatNames names)
    {
        if (program?.FlatParts is not { } parts)
            return null;
        var (text, before) = (new FlatText(), "");
        foreach (var part in parts)
        {
            if (part is TextNode literal)
            {
                before += literal.Text;
                continue;
            }

            // A line end that begins in a literal may end in a value.
            if (before.EndsWith('\r') || FlatSlot.Of((OutputNode)part, before, names) is not { } slot)
                return null;
            text._parts.Add((Octets(before), slot));
            before = "";
        }

        text._end = Octets(before);
        return text;
    }

    /// <summary>Writes the text; false where the plain way must.</summary>
    public bool TryWrite(FlatValues values, TemplatesOptions options, ByteBuffer text)
    {
        foreach (var (literal, slot) in _parts)
        {
            text.Append(literal);
            // Octets are as many as characters at least, so that this is at no limit before the plain way is.
            if (!slot.TryWrite(values, text) || text.Length > options.MaxOutputLength)
                return false;
        }

        text.Append(_end);
        return text.Length <= options.MaxOutputLength && _parts.Count + (text.Length / CharactersOfStep) <= options.MaxSteps;
    }

    private static byte[] Octets(string text)
    {
        var octets = new ByteBuffer(text.Length + 16);
        CanonicalText.Append(text, octets);
        return octets.Written.ToArray();
    }
}
