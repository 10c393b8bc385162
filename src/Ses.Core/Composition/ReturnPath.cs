using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Composition;

/// <summary>The envelope's sender: an address of each delivery's own where bounces have a host, so that a bounce tells which delivery it is about (VERP).</summary>
internal static class ReturnPath
{
    public static EmailAddress For(MailMessage message, MailDelivery delivery, SesIdentity identity) => identity.ReturnPathMx is null
        ? message.Recipe.From.Address
        : EmailAddress.Parse($"bounce-{delivery.Id}@{identity.ReturnPathLabel}.{message.SenderDomain}");
}
