namespace Ses.Templates.Internal;

/// <summary>A text that does not compile, and which of the texts it is: Subject, Source or Text.</summary>
internal sealed class TemplateTextException(string text, SesException error) : SesException(error.Code, error.Message, innerException: error)
{
    public string Field => text;
}
