namespace Ses.Templates.Internal.Rendering;

/// <summary>A value that is missing, or that does not do where it stands.</summary>
internal sealed class TemplateRenderException(SesErrorCode code, string message, string? variable = null) : SesException(code, message)
{
    /// <summary>The variable at fault, where it is one of the data.</summary>
    public string? Variable => variable;
}
