namespace Ses.Scheduling.Internal;

/// <summary>What there may be to do: who says so wakes those only whom it concerns, since each look costs the store a question.</summary>
[Flags]
internal enum Work
{
    None = 0,

    /// <summary>Outcomes to be stored.</summary>
    Outcomes = 1,

    /// <summary>Mail to be claimed, or a hand free to claim it.</summary>
    Mail = 2,

    /// <summary>Transactional mail among it, for which a hand is kept free.</summary>
    TransactionalMail = 4,

    /// <summary>Tasks to be started.</summary>
    Tasks = 8,

    /// <summary>Facts on record that may have to be told, or a call that ended.</summary>
    Facts = 16,

    All = Outcomes | Mail | TransactionalMail | Tasks | Facts,
}
