using CsCheck;

namespace Ses.Storage.Specifications.Model;

/// <summary>
/// Random sequences of operations. Each keeps to a theme: what needs three things to happen one after the other would hardly ever happen among forty kinds.
/// </summary>
internal static class ModelScript
{
    private static readonly Gen<int> Number = Gen.Int[0, 11];

    private static readonly (int, IGen<ModelOperation>)[] Mail =
    [
        (4, Of((a, _, _, _) => new TimePasses(a))),
        (8, Gen.Const<ModelOperation>(new Join())),
        (4, Of((a, _, _, _) => new Renew(a))),
        (1, Of((a, _, _, _) => new Leave(a))),
        (6, Of((a, b, _, _) => new TakeOver(a, b % 3 == 0))),
        (10, Of((a, b, c, d) => new Accept(a, b, c, d))),
        (1, Of((a, _, _, _) => new AcceptAgain(a))),
        (16, Of((a, b, c, d) => new Claim(a, b, c, d))),
        (2, Gen.Const<ModelOperation>(new ListLanes())),
        (2, Of((a, b, c, d) => new Release(a, b, c, d))),
        (16, Of((a, b, c, d) => new Settle(a, b, c, d))),
        (2, Of((a, _, _, _) => new ExpireAside(a))),
        (5, Of((a, b, c, d) => new RecordFacts(a, b, c, d))),
        (1, Of((a, b, _, _) => new CountRecent(a, b))),
        (3, Of((a, b, c, d) => new TakeQuota(a, b, c, d))),
        (2, Of((a, b, c, d) => new ReservePace(a, b, c, d))),
        (1, Of((a, b, c, d) => new Block(a, b, c, d))),
        (1, Gen.Const<ModelOperation>(new ReadEverything())),
    ];

    private static readonly (int, IGen<ModelOperation>)[] Callbacks =
    [
        .. Mail,
        (8, Of((a, b, _, _) => new AddEndpoint(a, b))),
        (3, Of((a, b, c, _) => new UpdateEndpoint(a, b, c % 4 == 0))),
        (2, Of((a, _, _, _) => new RemoveEndpoint(a))),
        (8, Of((a, b, c, d) => new RecordFacts(a, b, c, d))),
        (16, Of((a, b, c, d) => new ClaimCallbacks(a, b, c, d))),
        (14, Of((a, b, c, _) => new FinishCallbacks(a, b, c))),
        (2, Of((a, b, _, _) => new SweepCallbacks(a, b))),
    ];

    private static readonly (int, IGen<ModelOperation>)[] Tasks =
    [
        .. Mail,
        (8, Of((a, _, _, _) => new AddTask(a))),
        (12, Of((a, b, c, _) => new StartRun(a, b, c % 5 == 0))),
        (30, Of((a, b, c, d) => new Expand(a, b, c, d))),
        (6, Of((a, b, c, _) => new UpdateTask(a, b, c % 4 == 0))),
        (3, Gen.Const<ModelOperation>(new ListDueTasks())),
    ];

    private static readonly (int, IGen<ModelOperation>)[] Catalogs =
    [
        (3, Of((a, _, _, _) => new TimePasses(a))),
        (4, Of((a, b, _, _) => new AddDomain(a, b))),
        (4, Of((a, b, c, _) => new UpdateDomain(a, b, c % 4 == 0))),
        (2, Of((a, b, _, _) => new RemoveDomain(a, b))),
        (4, Of((a, b, _, _) => new AddAddress(a, b))),
        (3, Of((a, b, _, _) => new ChangeAddress(a, b % 2 == 0))),
        (6, Of((a, b, _, _) => new AddTemplate(a, b))),
        (9, Of((a, b, c, _) => new UpdateTemplate(a, b, c % 4 == 0))),
        (3, Of((a, _, _, _) => new RemoveTemplate(a))),
        (7, Of((a, b, _, _) => new AddGroup(a, b))),
        (10, Of((a, b, c, d) => new AddMembers(a, b, c, d))),
        (5, Of((a, b, _, _) => new RemoveMember(a, b))),
        (1, Of((a, _, _, _) => new RemoveGroup(a))),
        (6, Of((a, b, c, d) => new Block(a, b, c, d))),
        (3, Of((a, b, _, _) => new Unblock(a, b))),
        (1, Gen.Const<ModelOperation>(new ReadEverything())),
    ];

    /// <summary>20 to 60 operations; what is not needed is taken out again where a sequence finds something.</summary>
    public static Gen<ModelOperation[]> Sequences { get; } = Gen.OneOf(
        Gen.Frequency(Mail).Array[20, 60],
        Gen.Frequency(Tasks).Array[20, 60],
        Gen.Frequency(Callbacks).Array[20, 60],
        Gen.Frequency(Catalogs).Array[20, 60],
        Gen.Frequency([.. Tasks, .. Catalogs]).Array[20, 60]);

    public static string Print(IEnumerable<ModelOperation> script) => string.Join('\n', script.Select(operation => $"  {operation}"));

    private static Gen<ModelOperation> Of(Func<int, int, int, int, ModelOperation> make) => Gen.Select(Number, Number, Number, Number, make);
}
