namespace Ses.Sending.Internal.Steps;

/// <summary>Checks the entry for calendars, and finds what it asks for.</summary>
internal sealed class ValidateCalendar : ISendStep
{
    public ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        if (context.Request.Calendar is not { } calendar)
            return ValueTask.CompletedTask;
        var text = calendar.Content?.Trim() ?? "";
        if (!text.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) || !text.EndsWith("END:VCALENDAR", StringComparison.OrdinalIgnoreCase))
            context.Refuse("Calendar.Content", SesErrorCode.Invalid, "a calendar entry goes from BEGIN:VCALENDAR to END:VCALENDAR (RFC 5545)");
        var stated = MethodIn(text);
        var method = calendar.Method ?? stated ?? "PUBLISH";
        if (method.Length is 0 or > 32 || !method.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            context.Refuse("Calendar.Method", SesErrorCode.Invalid, "a method such as REQUEST, PUBLISH or CANCEL is expected (RFC 5546)");
        else if (stated is not null && !stated.Equals(method, StringComparison.OrdinalIgnoreCase))
            context.Refuse("Calendar.Method", SesErrorCode.Invalid, $"the entry itself says METHOD:{stated}, and calendars ignore entries in which the two differ");
        if (calendar.FileName is not { Length: > 0 and <= 255 } name || name.Any(char.IsControl) || name.AsSpan().ContainsAny('/', '\\'))
            context.Refuse("Calendar.FileName", SesErrorCode.Invalid, "a file name has 1 to 255 characters, no path and no control characters");
        context.Calendar = new(text + "\r\n", method.ToUpperInvariant(), calendar.FileName!);
        return ValueTask.CompletedTask;
    }

    private static string? MethodIn(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("METHOD:", StringComparison.OrdinalIgnoreCase))
                return line["METHOD:".Length..].Trim().ToString();
        }

        return null;
    }
}
