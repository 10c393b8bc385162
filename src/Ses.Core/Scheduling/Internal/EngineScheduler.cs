namespace Ses.Scheduling.Internal;

/// <summary>Where the engine's work runs. The pumps use nothing else, so that a simulation can run engines on one thread, in the order its dice say.</summary>
internal abstract class EngineScheduler
{
    /// <summary>The process's thread pool.</summary>
    public static EngineScheduler ThreadPool { get; } = new ThreadPoolScheduler();

    /// <summary>Runs an action soon, elsewhere.</summary>
    public abstract void Post(Action action);

    /// <summary>Runs asynchronous work from its first line on elsewhere; the task ends with it.</summary>
    public Task RunAsync(Func<Task> work)
    {
        // Continuations may run inline: whoever completes this is on the scheduler already.
        var done = new TaskCompletionSource();
        Post(async void () =>
        {
            try
            {
                await work().ConfigureAwait(false);
                done.SetResult();
            }
#pragma warning disable CA1031 // Nothing is lost: the task carries it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    private sealed class ThreadPoolScheduler : EngineScheduler
    {
        public override void Post(Action action) =>
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(static work => work(), action, preferLocal: false);
    }
}
