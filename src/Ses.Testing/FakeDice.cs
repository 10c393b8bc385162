namespace Ses.Testing;

/// <summary>Dice from a seed (SplitMix64).</summary>
internal sealed class FakeDice(ulong seed) : SesDice
{
    private ulong _state = seed;

    public override int Roll(int sides)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)sides);
    }

    /// <summary>True with a chance from 0 to 1.</summary>
    public bool Happens(double chance) => chance > 0 && Share() < chance;

    /// <summary>A time from nothing to <paramref name="most"/>.</summary>
    public TimeSpan Time(TimeSpan most) => most * Share();
}
