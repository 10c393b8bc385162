using Ses.Storage.Specifications;

namespace Ses.Storage.Sql.Tests;

public sealed class SpecificationsAreAdopted() : AdoptionSpecification();
