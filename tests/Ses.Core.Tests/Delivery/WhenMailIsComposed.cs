using System.Buffers;
using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Scheduling.Internal;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenMailIsComposed
{
    [Fact]
    public async Task No_more_are_composed_at_once_than_there_are_turns_and_each_gets_its_own()
    {
        var scheduler = new Later();
        using var way = new RightOfWay(TimeProvider.System);
        var turns = new ComposingTurns(scheduler, way, 2);
        var bodies = Enumerable.Range(0, 5).Select(_ => new SlowBody()).ToList();
        var written = bodies.ConvertAll(body => turns.Of(body).WriteAsync(new ArrayBufferWriter<byte>(), ServerAbilities.None, TestContext.Current.CancellationToken).AsTask());
        for (var done = 0; done < 5; done++)
        {
            Assert.Equal(Math.Min(5, done + 2), bodies.Count(body => body.IsBegun));
            bodies[done].Finish();
            await written[done];
            // The next one begins on the scheduler, never within the one before.
            Assert.Equal(Math.Min(5, done + 2), bodies.Count(body => body.IsBegun));
            scheduler.RunAll();
        }

        // A body that fails gives its turn back.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await turns.Of(new BrokenBody()).WriteAsync(new ArrayBufferWriter<byte>(), ServerAbilities.None, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await turns.Of(new BrokenBody()).WriteAsync(new ArrayBufferWriter<byte>(), ServerAbilities.None, TestContext.Current.CancellationToken));
        var last = new SlowBody();
        _ = turns.Of(last).WriteAsync(new ArrayBufferWriter<byte>(), ServerAbilities.None, TestContext.Current.CancellationToken).AsTask();
        Assert.True(last.IsBegun);
    }

    private sealed class Later : EngineScheduler
    {
        private readonly Queue<Action> _ready = [];

        public override void Post(Action action) => _ready.Enqueue(action);

        public void RunAll()
        {
            while (_ready.TryDequeue(out var action))
                action();
        }
    }

    private sealed class SlowBody : IMailBody
    {
        private readonly TaskCompletionSource _done = new();

        public bool IsBegun { get; private set; }

        public void Finish() => _done.SetResult();

        public ValueTask WriteAsync(IBufferWriter<byte> destination, ServerAbilities abilities, CancellationToken cancellationToken)
        {
            IsBegun = true;
            return new(_done.Task);
        }
    }

    private sealed class BrokenBody : IMailBody
    {
        public ValueTask WriteAsync(IBufferWriter<byte> destination, ServerAbilities abilities, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }
}
