using System.Security.Cryptography;

namespace Ses;

/// <summary>Where chance is needed: jitter, the order of equal hosts. A simulation brings seeded dice.</summary>
internal abstract class SesDice
{
    public static SesDice Secure { get; } = new SecureDice();

    /// <summary>A number from 0 to below <paramref name="sides"/>.</summary>
    public abstract int Roll(int sides);

    /// <summary>A number from 0 to below 1.</summary>
    public double Share() => Roll(1 << 30) / (double)(1 << 30);

    private sealed class SecureDice : SesDice
    {
        public override int Roll(int sides) => RandomNumberGenerator.GetInt32(sides);
    }
}
