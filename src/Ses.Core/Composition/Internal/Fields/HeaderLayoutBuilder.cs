using Ses.Composition.Internal.Dkim;
using Ses.Primitives;

namespace Ses.Composition.Internal.Fields;

/// <summary>Compiles a header, field by field.</summary>
internal sealed class HeaderLayoutBuilder
{
    private readonly List<HeaderPart> _parts = [];
    private readonly List<string> _names = [];
    private readonly ByteBuffer _raw = new(1024);
    private readonly ByteBuffer _canonical = new(1024);

    public HeaderLayoutBuilder Text(string name, ReadOnlySpan<char> value)
    {
        var start = _raw.Length;
        var field = new FieldWriter(_raw, name);
        FieldText.Write(ref field, value);
        field.End();
        return Added(name, start);
    }

    /// <summary>Adds mailboxes; nothing where there are none.</summary>
    public HeaderLayoutBuilder Mailboxes(string name, IReadOnlyList<Mailbox> mailboxes, bool utf8)
    {
        if (mailboxes.Count == 0)
            return this;
        var start = _raw.Length;
        var field = new FieldWriter(_raw, name);
        MailboxText.WriteList(ref field, mailboxes, utf8);
        field.End();
        return Added(name, start);
    }

    /// <summary>Adds a field as it is, with its folds and its last CRLF.</summary>
    public HeaderLayoutBuilder Raw(string name, ReadOnlySpan<byte> field)
    {
        var start = _raw.Length;
        _raw.Append(field);
        return Added(name, start);
    }

    /// <summary>Adds a field that is written for each recipient.</summary>
    public HeaderLayoutBuilder Slot(HeaderSlot slot)
    {
        CutPart();
        _parts.Add(new([], [], slot));
        _names.Add(FieldValues.NameOf(slot));
        return this;
    }

    public HeaderLayout Build()
    {
        CutPart();
        return new([.. _parts], [.. _names]);
    }

    private HeaderLayoutBuilder Added(string name, int start)
    {
        _names.Add(name);
        if (SignedFields.Contains(name))
        {
            RelaxedHeader.Append(_raw.Written[start..], _canonical);
            _canonical.Append("\r\n"u8);
        }

        return this;
    }

    private void CutPart()
    {
        if (_raw.Length > 0)
            _parts.Add(new(_raw.Written.ToArray(), _canonical.Written.ToArray(), HeaderSlot.None));
        _raw.Clear();
        _canonical.Clear();
    }
}
