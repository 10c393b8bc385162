namespace Ses;

/// <summary>Whatever Ses refuses or cannot do. Branch on <see cref="Code"/>; show <see cref="Exception.Message"/>: it says what is wrong and what mends it.</summary>
public class SesException : Exception
{
    /// <summary>An error with its code.</summary>
    public SesException(SesErrorCode code, string message, bool isTransient = false, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        IsTransient = isTransient;
    }

    /// <summary>What went wrong.</summary>
    public SesErrorCode Code { get; }

    /// <summary>True where the same call may succeed later.</summary>
    public bool IsTransient { get; }
}
