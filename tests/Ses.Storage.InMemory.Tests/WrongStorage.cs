using System.Reflection;

namespace Ses.Storage.InMemory.Tests;

/// <summary>A store in memory one of whose methods is wrong: it is given other arguments, or answers something else.</summary>
public static class WrongStorage
{
    internal static ISesStorage With(Fault fault)
    {
        var door = DispatchProxy.Create<ISesStorage, Door>();
        ((Door)(object)door).Open(new InMemoryStorage(), fault);
        return door;
    }

    /// <summary>Hands out the rooms, the wrong one behind a proxy.</summary>
    public class Door : DispatchProxy
    {
        private readonly Dictionary<string, object> _rooms = [];

        internal void Open(ISesStorage storage, Fault fault)
        {
            foreach (var property in typeof(ISesStorage).GetProperties())
            {
                var room = property.GetValue(storage)!;
                if (property.PropertyType == fault.Room)
                {
                    var create = typeof(DispatchProxy).GetMethod(nameof(Create), 2, [])!.MakeGenericMethod(fault.Room, typeof(Room));
                    var proxy = (Room)create.Invoke(null, null)!;
                    proxy.Enter(storage, room, fault);
                    room = proxy;
                }

                _rooms.Add(property.GetMethod!.Name, room);
            }
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _rooms[targetMethod!.Name];
    }

    /// <summary>A room with a fault.</summary>
    public class Room : DispatchProxy
    {
        private ISesStorage _storage = null!;
        private object _room = null!;
        private Fault _fault = null!;

        internal void Enter(ISesStorage storage, object room, Fault fault) => (_storage, _room, _fault) = (storage, room, fault);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            object? Call()
            {
                try
                {
                    return targetMethod!.Invoke(_room, args);
                }
                catch (TargetInvocationException error)
                {
                    throw error.InnerException!;
                }
            }

            return targetMethod!.Name == _fault.Method ? _fault.Do(_storage, args!, Call) : Call();
        }
    }
}

/// <summary>What is wrong with a store.</summary>
/// <param name="Name">In a sentence.</param>
/// <param name="Suite">The suite that must find it.</param>
/// <param name="Room">In which room.</param>
/// <param name="Method">Of which method.</param>
/// <param name="Do">What the method does instead.</param>
internal sealed record Fault(string Name, Type Suite, Type Room, string Method, Func<ISesStorage, object?[], Func<object?>, object?> Do)
{
    /// <summary>The method gets other arguments.</summary>
    public static Fault Before<TRoom, TSuite>(string method, string name, Action<object?[]> change) => new(name, typeof(TSuite), typeof(TRoom), method, (_, args, call) =>
    {
        change(args);
        return call();
    });

    /// <summary>The method answers something else.</summary>
    public static Fault After<TRoom, TSuite, TAnswer>(string method, string name, Func<TAnswer, TAnswer> change) => new(name, typeof(TSuite), typeof(TRoom), method, (_, _, call) =>
        new ValueTask<TAnswer>(change(((ValueTask<TAnswer>)call()!).GetAwaiter().GetResult())));
}
