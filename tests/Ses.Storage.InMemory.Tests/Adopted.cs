using Ses.Storage.Specifications;

namespace Ses.Storage.InMemory.Tests;

public sealed class NodeLeasesTests(InMemoryFixture fixture) : NodeLeasesSpecification(fixture);

public sealed class MailLedgerTests(InMemoryFixture fixture) : MailLedgerSpecification(fixture);

public sealed class DeliveryQueueTests(InMemoryFixture fixture) : DeliveryQueueSpecification(fixture);

public sealed class PaceStoreTests(InMemoryFixture fixture) : PaceStoreSpecification(fixture);

public sealed class QuotaStoreTests(InMemoryFixture fixture) : QuotaStoreSpecification(fixture);

public sealed class ManyNodesTests(InMemoryFixture fixture) : ManyNodesSpecification(fixture);
