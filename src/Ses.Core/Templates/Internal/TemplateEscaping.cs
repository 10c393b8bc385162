namespace Ses.Templates.Internal;

/// <summary>How values are made harmless where they stand.</summary>
internal enum TemplateEscaping
{
    /// <summary>Plain text: as they are.</summary>
    None,

    /// <summary>HTML: by the place in the HTML.</summary>
    Html,

    /// <summary>A header: line ends and other control characters become spaces.</summary>
    Header,
}
