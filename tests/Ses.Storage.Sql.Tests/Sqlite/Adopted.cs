using Ses.Storage.Specifications;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed class NodeLeasesTests(SqliteFixture fixture) : NodeLeasesSpecification(fixture);

public sealed class MailLedgerTests(SqliteFixture fixture) : MailLedgerSpecification(fixture);

public sealed class MailLogStoreTests(SqliteFixture fixture) : MailLogStoreSpecification(fixture);

public sealed class DeliveryQueueTests(SqliteFixture fixture) : DeliveryQueueSpecification(fixture);

public sealed class PaceStoreTests(SqliteFixture fixture) : PaceStoreSpecification(fixture);

public sealed class QuotaStoreTests(SqliteFixture fixture) : QuotaStoreSpecification(fixture);

public sealed class ManyNodesTests(SqliteFixture fixture) : ManyNodesSpecification(fixture);

public sealed class DomainStoreTests(SqliteFixture fixture) : DomainStoreSpecification(fixture);

public sealed class AddressStoreTests(SqliteFixture fixture) : AddressStoreSpecification(fixture);

public sealed class TemplateStoreTests(SqliteFixture fixture) : TemplateStoreSpecification(fixture);

public sealed class RecipientStoreTests(SqliteFixture fixture) : RecipientStoreSpecification(fixture);

public sealed class SendingTaskStoreTests(SqliteFixture fixture) : SendingTaskStoreSpecification(fixture);

public sealed class CallbackStoreTests(SqliteFixture fixture) : CallbackStoreSpecification(fixture);

public sealed class CallbackQueueTests(SqliteFixture fixture) : CallbackQueueSpecification(fixture);

public sealed class BlocklistStoreTests(SqliteFixture fixture) : BlocklistStoreSpecification(fixture);

public sealed class StatisticsStoreTests(SqliteFixture fixture) : StatisticsStoreSpecification(fixture);

public sealed class DurabilityTests(SqliteFixture fixture) : DurabilitySpecification(fixture);

public sealed class RetentionStoreTests(SqliteFixture fixture) : RetentionStoreSpecification(fixture);

public sealed class ModelTests(SqliteFixture fixture) : ModelSpecification(fixture);

public sealed class SecretStoreTests(SqliteFixture fixture) : SecretStoreSpecification(fixture);

public sealed class SiteConditionStoreTests(SqliteFixture fixture) : SiteConditionStoreSpecification(fixture);
public sealed class MtaStsPolicyStoreTests(SqliteFixture fixture) : MtaStsPolicyStoreSpecification(fixture);
