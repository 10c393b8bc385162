using Ses.Composition.Internal.Bodies;
using Ses.Composition.Internal.Dkim;
using Ses.Composition.Internal.Fields;

namespace Ses.Composition.Internal;

/// <summary>A kind of mail, compiled: header, body, and what signs it.</summary>
/// <param name="Header">The header.</param>
/// <param name="Body">The body.</param>
/// <param name="Stamps">The signatures, topmost first.</param>
internal sealed record MailLayout(HeaderLayout Header, BodyLayout Body, IReadOnlyList<DkimStamp> Stamps);
