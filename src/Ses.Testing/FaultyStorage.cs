using System.Reflection;
using Ses.Scheduling.Internal;
using Ses.Storage;

namespace Ses.Testing;

/// <summary>A store as a node of a <see cref="FakeWorld"/> sees it: every call takes its turn and its time, and may fail before or after it was carried out.</summary>
internal static class FaultyStorage
{
    public static ISesStorage Around(ISesStorage storage, FakeNode node)
    {
        var door = DispatchProxy.Create<ISesStorage, Door>();
        ((Door)(object)door).Open(storage, node);
        return door;
    }

    /// <summary>Hands out each room behind a proxy of its own.</summary>
    public class Door : DispatchProxy
    {
        private readonly Dictionary<string, object> _rooms = [];

        internal void Open(ISesStorage storage, FakeNode node)
        {
            foreach (var room in typeof(ISesStorage).GetProperties())
            {
                var create = typeof(DispatchProxy).GetMethod(nameof(Create), 2, []) ?? throw new MissingMethodException(nameof(Create));
                var proxy = create.MakeGenericMethod(room.PropertyType, typeof(Room)).Invoke(null, null)!;
                ((Room)proxy).Enter(room.GetValue(storage)!, node);
                _rooms.Add(room.GetMethod!.Name, proxy);
            }
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _rooms[targetMethod!.Name];
    }

    /// <summary>Carries out one port's calls, with faults.</summary>
    public class Room : DispatchProxy
    {
        private object _port = null!;
        private FakeNode _node = null!;

        internal void Enter(object port, FakeNode node) => (_port, _node) = (port, node);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var type = targetMethod!.ReturnType;
            if (type == typeof(ValueTask))
                return new ValueTask(CallAsync<object?>(targetMethod, () => targetMethod.Invoke(_port, args)));
            var call = typeof(Room).GetMethod(nameof(CallValueAsync), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(type.GetGenericArguments());
            return call.Invoke(this, [targetMethod, args]);
        }

        private ValueTask<T> CallValueAsync<T>(MethodInfo method, object?[]? args) =>
            new(CallAsync(method, () => ((ValueTask<T>)method.Invoke(_port, args)!).GetAwaiter().GetResult()));

        private async Task<T> CallAsync<T>(MethodInfo method, Func<T> call)
        {
            var (world, faults) = (_node.World, _node.World.StoreFaults);
            while (world.StoreFaults.Hangs?.Invoke($"{method.DeclaringType!.Name}.{method.Name}") == true)
                await Pause.ForAsync(TimeSpan.FromSeconds(1), _node.Clock, CancellationToken.None).ConfigureAwait(false);
            await PassAsync(world, faults).ConfigureAwait(false);
            if (world.Dice.Happens(faults.BeforeCommit))
                throw new StoreFailedException(afterCommit: false);
            var result = call();
            await PassAsync(world, faults).ConfigureAwait(false);
            if (world.Dice.Happens(faults.AfterCommit))
                throw new StoreFailedException(afterCommit: true);
            return result;
        }

        private async Task PassAsync(FakeWorld world, StoreFaults faults)
        {
            await world.YieldAsync(_node).ConfigureAwait(false);
            if (faults.LongestCall > TimeSpan.Zero)
                await Pause.ForAsync(world.Dice.Time(faults.LongestCall / 2), _node.Clock, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
