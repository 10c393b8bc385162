namespace Ses.Ledger;

/// <summary>What a dead node had left of days' quotas, on its way to the rows it may have attempted.</summary>
internal sealed class UnspentQuota(IReadOnlyList<QuotaEscrow> escrow)
{
    private readonly List<QuotaEscrow> _left = [.. escrow.OrderByDescending(quota => quota.Day)];

    /// <summary>The day that pays for a row; null where nothing is left.</summary>
    public DateOnly? Spend(DeliveryAxes axes)
    {
        var index = _left.FindIndex(quota => quota.Account == axes.Account && quota.SenderDomain == axes.SenderDomain && quota.Unspent > 0);
        if (index < 0)
            return null;
        _left[index] = _left[index] with { Unspent = _left[index].Unspent - 1 };
        return _left[index].Day;
    }
}
