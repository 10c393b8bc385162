namespace Ses.Tests;

/// <summary>What a refusal says.</summary>
internal static class Refused
{
    public static SesException By(Action call) => Assert.ThrowsAny<SesException>(call);

    public static IReadOnlyList<SesError> Errors(Action call) => Assert.Throws<SesValidationException>(call).Errors;

    public static IReadOnlyList<string> Fields(Action call) => [.. Errors(call).Select(error => error.Field)];
}
