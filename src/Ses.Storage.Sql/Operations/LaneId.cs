using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Sql.Operations;

/// <summary>
/// The number of a lane within a day: 64 bits of a hash of its key, so that no row need be asked for it. Two keys of one number would share a queue and be claimed
/// together, which does no harm: deliveries carry their own axes.
/// </summary>
internal static class LaneId
{
    public static long? Of(MailDelivery delivery) => Of(delivery.Id.Cohort, delivery.Lane);

    public static long Of(Cohort cohort, LaneKey lane)
    {
        Span<byte> text = stackalloc byte[512];
        Span<byte> digest = stackalloc byte[32];
        var written = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cohort.Day}/{(int)lane.Stream}/{lane.Account.Value}/{lane.RecipientDomain.Value}"), text);
        SHA256.HashData(text[..written], digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }
}
