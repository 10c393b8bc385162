using Ses.Ledger;

namespace Ses.Smtp.Sending.Relaying;

/// <summary>Places for connections to one relay: as many as whoever came last may have; transactional mail gets the next one that is free.</summary>
internal sealed class RelayPlaces
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _transactional = [];
    private readonly Queue<TaskCompletionSource> _others = [];
    private volatile int _max;
    private int _taken;

    /// <summary>Places that there are at the moment.</summary>
    public int Max => _max;

    /// <summary>Waits for a place, to be handed back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(MailStream stream, int max, CancellationToken cancellationToken)
    {
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _max = max;
            (stream == MailStream.Transactional ? _transactional : _others).Enqueue(place);
            LetIn();
        }

        using var canceled = cancellationToken.UnsafeRegister(static (place, token) => ((TaskCompletionSource)place!).TrySetCanceled(token), place);
        await place.Task.ConfigureAwait(false);
    }

    public void Leave()
    {
        lock (_lock)
        {
            _taken--;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_taken < _max && (_transactional.TryDequeue(out var next) || _others.TryDequeue(out next)))
            _taken += next.TrySetResult() ? 1 : 0;
    }
}
