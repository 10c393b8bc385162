using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>
/// Lets bulk mail be composed by no more threads than there are cores. A signature takes most of a millisecond: were all connections' mails ready to be signed, whatever
/// comes next would wait behind all of them, an answer's next step and a transactional mail too. While one of those is on its way, one core is left to it.
/// </summary>
internal sealed class ComposingTurns
{
    private readonly Lock _lock = new();
    private readonly Queue<Turn> _waiting = [];
    private readonly Stack<Turn> _unused = [];
    private readonly EngineScheduler _scheduler;
    private readonly RightOfWay _way;
    private readonly int _atOnce;
    private int _composing;

    public ComposingTurns(EngineScheduler scheduler, RightOfWay way, int atOnce)
    {
        (_scheduler, _way, _atOnce) = (scheduler, way, atOnce);
        way.Freed += Resume;
    }

    private bool HasTurn => _composing < _way.TurnsOf(_atOnce);

    /// <summary>The same body, written when its turn has come.</summary>
    public IMailBody Of(IMailBody body) => new PatientBody(body, this);

    private ValueTask TakeAsync()
    {
        lock (_lock)
        {
            if (HasTurn)
            {
                _composing++;
                return ValueTask.CompletedTask;
            }

            if (!_unused.TryPop(out var turn))
                turn = new(this);
            _waiting.Enqueue(turn);
            return turn.Awaited;
        }
    }

    private void Pass()
    {
        lock (_lock)
            _composing--;
        Resume();
    }

    private void Resume()
    {
        while (Next() is { } next)
        {
            // Behind what else is ready, not before it.
            _scheduler.Post(next.Come);
        }
    }

    private Turn? Next()
    {
        lock (_lock)
        {
            if (!HasTurn || !_waiting.TryDequeue(out var next))
                return null;
            _composing++;
            return next;
        }
    }

    private void Return(Turn turn)
    {
        lock (_lock)
            _unused.Push(turn);
    }

    /// <summary>How a mail waits. Used again, since nearly every mail of a large task does: a task for each would be 0.2 KB.</summary>
    private sealed class Turn : IValueTaskSource
    {
        private readonly ComposingTurns _turns;
        // Its continuation may run inline: the scheduler completes it.
        private ManualResetValueTaskSourceCore<bool> _core;

        public Turn(ComposingTurns turns)
        {
            _turns = turns;
            Come = () => _core.SetResult(true);
        }

        public Action Come { get; }

        public ValueTask Awaited => new(this, _core.Version);

        void IValueTaskSource.GetResult(short token)
        {
            _core.GetResult(token);
            _core.Reset();
            _turns.Return(this);
        }

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
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
