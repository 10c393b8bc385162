using System.Buffers;
using System.Runtime.CompilerServices;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>
/// Lets bulk mail be composed by no more threads than there are cores. A signature takes most of a millisecond: were all connections' mails ready to be signed, whatever
/// comes next would wait behind all of them, an answer's next step and a transactional mail too.
/// </summary>
internal sealed class ComposingTurns(EngineScheduler scheduler, int atOnce)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private int _free = atOnce;

    /// <summary>The same body, written when its turn has come.</summary>
    public IMailBody Of(IMailBody body) => new PatientBody(body, this);

    private ValueTask TakeAsync()
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return ValueTask.CompletedTask;
            }

            // Its continuation may run inline: the scheduler completes it.
            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return new(turn.Task);
        }
    }

    private void Pass()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _free++;
                return;
            }
        }

        // Behind what else is ready, not before it.
        scheduler.Post(next.SetResult);
    }

    private sealed class PatientBody(IMailBody body, ComposingTurns turns) : IMailBody
    {
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        public async ValueTask WriteAsync(IBufferWriter<byte> destination, ServerAbilities abilities, CancellationToken cancellationToken)
        {
            await turns.TakeAsync().ConfigureAwait(false);
            try
            {
                await body.WriteAsync(destination, abilities, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turns.Pass();
            }
        }
    }
}
