using Ses.Primitives;

namespace Ses.Storage.Sql.Enlisting;

/// <summary>Submitted: the mail is sent if the transaction commits. Its recipients appear in the mail log, queued or refused, once an engine has admitted it.</summary>
/// <param name="Message">The message's id.</param>
public sealed record SubmissionReceipt(MessageId Message);
