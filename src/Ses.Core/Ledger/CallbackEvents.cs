namespace Ses.Ledger;

/// <summary>What is told by callbacks (guide, Callback Address). The first eight are the public service's events, bit <c>eventid − 1</c>. Values are stored: never renumber.</summary>
[Flags]
public enum CallbackEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>delivered</c>: the recipient's server took it.</summary>
    Delivered = 1,

    /// <summary><c>dropped</c>: refused or given up by us, so never sent.</summary>
    Dropped = 2,

    /// <summary><c>bounce</c>: refused by the recipient's server or by a report that came later, or not delivered in its lifetime.</summary>
    Bounced = 4,

    /// <summary><c>open</c>: opened by a person.</summary>
    Opened = 8,

    /// <summary><c>click</c>: a person followed a link.</summary>
    Clicked = 16,

    /// <summary><c>spamreport</c>: the recipient reported spam.</summary>
    SpamReported = 32,

    /// <summary><c>unsubscribe</c>: the recipient unsubscribed.</summary>
    Unsubscribed = 64,

    /// <summary><c>deferred</c>: put off by the recipient's server; it is tried again.</summary>
    Deferred = 128,

    /// <summary><c>open</c> with <c>byMachine</c>: a machine opened it. Not among <see cref="All"/>, so that who counts opens counts people.</summary>
    OpenedByMachine = 256,

    /// <summary><c>click</c> with <c>byMachine</c>: a machine followed a link. Not among <see cref="All"/>.</summary>
    ClickedByMachine = 512,

    /// <summary>The public service's eight.</summary>
    All = Delivered | Dropped | Bounced | Opened | Clicked | SpamReported | Unsubscribed | Deferred,
}
