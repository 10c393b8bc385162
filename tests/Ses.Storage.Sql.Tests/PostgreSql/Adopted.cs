using Ses.Storage.Specifications;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class NodeLeasesTests(PostgreSqlFixture fixture) : NodeLeasesSpecification(fixture);

public sealed class MailLedgerTests(PostgreSqlFixture fixture) : MailLedgerSpecification(fixture);

public sealed class MailLogStoreTests(PostgreSqlFixture fixture) : MailLogStoreSpecification(fixture);

public sealed class DeliveryQueueTests(PostgreSqlFixture fixture) : DeliveryQueueSpecification(fixture);

public sealed class PaceStoreTests(PostgreSqlFixture fixture) : PaceStoreSpecification(fixture);

public sealed class QuotaStoreTests(PostgreSqlFixture fixture) : QuotaStoreSpecification(fixture);

public sealed class ManyNodesTests(PostgreSqlFixture fixture) : ManyNodesSpecification(fixture);

public sealed class DomainStoreTests(PostgreSqlFixture fixture) : DomainStoreSpecification(fixture);

public sealed class AddressStoreTests(PostgreSqlFixture fixture) : AddressStoreSpecification(fixture);

public sealed class TemplateStoreTests(PostgreSqlFixture fixture) : TemplateStoreSpecification(fixture);

public sealed class RecipientStoreTests(PostgreSqlFixture fixture) : RecipientStoreSpecification(fixture);

public sealed class SendingTaskStoreTests(PostgreSqlFixture fixture) : SendingTaskStoreSpecification(fixture);

public sealed class CallbackStoreTests(PostgreSqlFixture fixture) : CallbackStoreSpecification(fixture);

public sealed class CallbackQueueTests(PostgreSqlFixture fixture) : CallbackQueueSpecification(fixture);

public sealed class BlocklistStoreTests(PostgreSqlFixture fixture) : BlocklistStoreSpecification(fixture);

public sealed class StatisticsStoreTests(PostgreSqlFixture fixture) : StatisticsStoreSpecification(fixture);

public sealed class DurabilityTests(PostgreSqlFixture fixture) : DurabilitySpecification(fixture);

public sealed class RetentionStoreTests(PostgreSqlFixture fixture) : RetentionStoreSpecification(fixture);

public sealed class ModelTests(PostgreSqlFixture fixture) : ModelSpecification(fixture);

public sealed class SecretStoreTests(PostgreSqlFixture fixture) : SecretStoreSpecification(fixture);

public sealed class SiteConditionStoreTests(PostgreSqlFixture fixture) : SiteConditionStoreSpecification(fixture);
public sealed class MtaStsPolicyStoreTests(PostgreSqlFixture fixture) : MtaStsPolicyStoreSpecification(fixture);
