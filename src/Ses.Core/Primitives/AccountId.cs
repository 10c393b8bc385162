namespace Ses.Primitives;

/// <summary>The account that owns domains, templates, tasks and mail. 1 to 64 of <c>a-z 0-9 . _ -</c>; <see cref="Default"/> unless a host has several.</summary>
public readonly record struct AccountId : IComparable<AccountId>
{
    private readonly string? _value;

    /// <summary>Names an account; throws <see cref="ArgumentException"/> for other characters or lengths.</summary>
    public AccountId(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length is 0 or > 64 || value.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException($"'{value}' is not an account id: use 1 to 64 of a-z 0-9 . _ -", nameof(value));
        _value = value;
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The account of a host that has only one.</summary>
    public static AccountId Default { get; } = new("default");

    /// <summary>The id as text.</summary>
    public string Value => _value ?? Default.Value;

    /// <inheritdoc/>
    public int CompareTo(AccountId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(AccountId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
