namespace Ses.Templates.Internal.Syntax;

/// <summary>How much of the language a text may use.</summary>
internal enum TemplateDialect
{
    /// <summary>A body: everything, and no slip is passed over.</summary>
    Body,

    /// <summary>A subject: everything but other templates.</summary>
    Subject,

    /// <summary>As Liquid's own implementation reads it: what stands in a wrong place is passed over. For measuring against suites of others.</summary>
    Lax,
}
