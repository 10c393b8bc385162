namespace Ses.Diagnostics.Internal;

/// <summary>Names of tags. Their values are few: enumerations, codes, names of pumps and of configured providers; never an address, a domain or a host.</summary>
internal static class TelemetryNames
{
    public const string Stream = "ses.stream";
    public const string Outcome = "ses.outcome";
    public const string BounceClass = "ses.bounce.class";
    public const string Provider = "ses.provider";
    public const string Limiter = "ses.limiter";
    public const string Pump = "ses.pump";
    public const string HttpStatus = "http.response.status_code";
    public const string Error = "error.type";

    public const string MessageId = "ses.message.id";
    public const string DeliveryId = "ses.delivery.id";
    public const string Attempt = "ses.attempt.number";
    public const string SmtpCode = "ses.smtp.code";
    public const string Recipients = "ses.recipients";
    public const string Deliveries = "ses.deliveries";

    /// <summary>What went wrong, as one of few: our code, or the exception's type.</summary>
    public static string ErrorOf(Exception error) => error is SesException known ? known.Code.Value : error.GetType().FullName!;
}
