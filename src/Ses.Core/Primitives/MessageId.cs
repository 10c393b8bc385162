namespace Ses.Primitives;

/// <summary>One accepted message, or one run of a sending task. Globally unique and ordered by acceptance; its first 32 bits are the cohort.</summary>
/// <param name="Value">The 128 bits.</param>
public readonly record struct MessageId(UInt128 Value) : IComparable<MessageId>
{
    /// <summary>The UTC day of acceptance.</summary>
    public Cohort Cohort => OrderedId.CohortOf(Value);

    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes; throws <see cref="FormatException"/>.</summary>
    public static MessageId Parse(string text) => new(OrderedId.Parse(text, "message id"));

    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out MessageId id)
    {
        var read = OrderedId.TryParse(text, out var value);
        id = new(value);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(MessageId other) => Value.CompareTo(other.Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => OrderedId.Format(Value);
}
