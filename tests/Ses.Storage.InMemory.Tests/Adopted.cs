using Ses.Storage.Specifications;

namespace Ses.Storage.InMemory.Tests;

public sealed class NodeLeasesTests(InMemoryFixture fixture) : NodeLeasesSpecification(fixture);

public sealed class MailLedgerTests(InMemoryFixture fixture) : MailLedgerSpecification(fixture);

public sealed class MailLogStoreTests(InMemoryFixture fixture) : MailLogStoreSpecification(fixture);

public sealed class DeliveryQueueTests(InMemoryFixture fixture) : DeliveryQueueSpecification(fixture);

public sealed class PaceStoreTests(InMemoryFixture fixture) : PaceStoreSpecification(fixture);

public sealed class QuotaStoreTests(InMemoryFixture fixture) : QuotaStoreSpecification(fixture);

public sealed class ManyNodesTests(InMemoryFixture fixture) : ManyNodesSpecification(fixture);

public sealed class DomainStoreTests(InMemoryFixture fixture) : DomainStoreSpecification(fixture);

public sealed class AddressStoreTests(InMemoryFixture fixture) : AddressStoreSpecification(fixture);

public sealed class TemplateStoreTests(InMemoryFixture fixture) : TemplateStoreSpecification(fixture);

public sealed class RecipientStoreTests(InMemoryFixture fixture) : RecipientStoreSpecification(fixture);

public sealed class SendingTaskStoreTests(InMemoryFixture fixture) : SendingTaskStoreSpecification(fixture);

public sealed class CallbackStoreTests(InMemoryFixture fixture) : CallbackStoreSpecification(fixture);

public sealed class CallbackQueueTests(InMemoryFixture fixture) : CallbackQueueSpecification(fixture);

public sealed class BlocklistStoreTests(InMemoryFixture fixture) : BlocklistStoreSpecification(fixture);

public sealed class StatisticsStoreTests(InMemoryFixture fixture) : StatisticsStoreSpecification(fixture);

public sealed class RetentionStoreTests(InMemoryFixture fixture) : RetentionStoreSpecification(fixture);

public sealed class SiteConditionStoreTests(InMemoryFixture fixture) : SiteConditionStoreSpecification(fixture);

public sealed class MtaStsPolicyStoreTests(InMemoryFixture fixture) : MtaStsPolicyStoreSpecification(fixture);

public sealed class SecretStoreTests(InMemoryFixture fixture) : SecretStoreSpecification(fixture);

public sealed class ModelTests(InMemoryFixture fixture) : ModelSpecification(fixture);

public sealed class SpecificationsAreAdopted() : AdoptionSpecification(
    new NotAdopted(typeof(DurabilitySpecification), typeof(InMemoryFixture), "the store is gone with its process; that is what it is for"));
