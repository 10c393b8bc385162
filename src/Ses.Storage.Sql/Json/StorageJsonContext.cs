using System.Text.Json.Serialization;
using Ses.Addresses;
using Ses.Callbacks;
using Ses.Delivery;
using Ses.Domains;
using Ses.Ledger;
using Ses.Recipients;
using Ses.Sending;
using Ses.SendingTasks;
using Ses.Templates;

namespace Ses.Storage.Sql.Json;

/// <summary>The records that are stored as JSON.</summary>
[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MailMessage))]
[JsonSerializable(typeof(RecipeContent.FromTemplate))]
[JsonSerializable(typeof(RecipeContent.FromParts))]
[JsonSerializable(typeof(RecipeContent.FromMime))]
[JsonSerializable(typeof(MailDelivery))]
[JsonSerializable(typeof(AttemptReport))]
[JsonSerializable(typeof(SmtpReplyFact))]
[JsonSerializable(typeof(BlockEntry))]
[JsonSerializable(typeof(SenderDomain))]
[JsonSerializable(typeof(SenderAddress))]
[JsonSerializable(typeof(MailTemplate))]
[JsonSerializable(typeof(RecipientGroup))]
[JsonSerializable(typeof(ImportState))]
[JsonSerializable(typeof(SendingTask))]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(SiteCondition))]
[JsonSerializable(typeof(StoredMtaStsPolicy))]
[JsonSerializable(typeof(CallbackEndpoint))]
[JsonSerializable(typeof(CallbackDue))]
[JsonSerializable(typeof(CallbackAttempt))]
internal sealed partial class StorageJsonContext : JsonSerializerContext;
