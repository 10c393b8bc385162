namespace Ses;

/// <summary>A request that was refused before anything was stored, with everything that is wrong with it.</summary>
public sealed class SesValidationException : SesException
{
    /// <summary>Refuses a request for at least one error.</summary>
    public SesValidationException(IReadOnlyList<SesError> errors)
        : base(First(errors).Code, string.Join(Environment.NewLine, errors))
        => Errors = errors;

    /// <summary>Everything that is wrong, in the order of the fields.</summary>
    public IReadOnlyList<SesError> Errors { get; }

    private static SesError First(IReadOnlyList<SesError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count > 0 ? errors[0] : throw new ArgumentException("at least one error is needed", nameof(errors));
    }
}

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Field">Which field, such as <c>To[3]</c> or <c>Headers["X-Campaign"]</c>.</param>
/// <param name="Code">What is wrong.</param>
/// <param name="Message">The rule that is broken, in a sentence.</param>
public sealed record SesError(string Field, SesErrorCode Code, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Message}";
}
