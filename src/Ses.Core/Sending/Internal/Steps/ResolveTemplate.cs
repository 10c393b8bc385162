using Ses.Ledger;
using Ses.Templates;
using Ses.Templates.Internal;

namespace Ses.Sending.Internal.Steps;

/// <summary>Pins the template's version with its partials, and checks the variables; or takes own content as it is.</summary>
internal sealed class ResolveTemplate(ITemplateStore store, TemplateResolver templates) : ISendStep
{
    public async ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.Mime is not null)
            return;
        if (request.Template is not { } id)
        {
            context.Content = new RecipeContent.FromParts(request.Html, request.Text);
            return;
        }

        var template = await store.FindAsync(context.Account, id, cancellationToken).ConfigureAwait(false);
        if (template is null)
        {
            context.Refuse("Template", SesErrorCode.TemplateNotFound, $"there is no template {id} in this account");
            return;
        }

        try
        {
            var content = await templates.PinAsync(template, cancellationToken).ConfigureAwait(false);
            var set = await templates.LoadAsync(context.Account, request.Subject, content, cancellationToken).ConfigureAwait(false);
            context.Content = content;
            foreach (var error in set.Check(request.Data?.ToJson(), null, context.Now))
                context.Errors.Add(error);
        }
        catch (SesException error)
        {
            context.Refuse(error is TemplateTextException { Field: "Subject" } ? "Subject" : "Template", error.Code, error.Message);
        }
    }
}
