namespace Ses.Judges;

/// <summary>Waits for what must come about, as long as a loaded machine may need.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task Holds(Func<bool> condition, string what = "it") => Holds(() => Task.FromResult(condition()), what);

    public static async Task Holds(Func<Task<bool>> condition, string what = "it")
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"{what} did not come about within {Patience}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
