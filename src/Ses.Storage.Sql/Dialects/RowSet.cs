namespace Ses.Storage.Sql.Dialects;

/// <summary>A column of rows that travel into a statement together.</summary>
internal sealed record RowColumn<T>(string Name, SqlType Type, Func<T, SqlValue> Get);

/// <summary>How rows of a kind travel into a statement: as arrays, or as one JSON text.</summary>
internal sealed class RowSet<T>
{
    private readonly List<RowColumn<T>> _columns = [];

    /// <summary>Stands for the set where each of its rows is carried out by itself.</summary>
    public object Each { get; } = new();

    public IReadOnlyList<RowColumn<T>> Columns => _columns;

    public RowSet<T> Id(string name, Func<T, UInt128?> get) => Add(name, SqlType.Id, row => get(row));

    public RowSet<T> Int(string name, Func<T, int?> get) => Add(name, SqlType.Int, row => get(row));

    public RowSet<T> Long(string name, Func<T, long?> get) => Add(name, SqlType.Long, row => get(row));

    public RowSet<T> Time(string name, Func<T, DateTimeOffset?> get) => Add(name, SqlType.Long, row => get(row));

    public RowSet<T> Text(string name, Func<T, string?> get) => Add(name, SqlType.Text, row => get(row));

    public RowSet<T> Bytes(string name, Func<T, byte[]?> get) => Add(name, SqlType.Bytes, row => get(row));

    private RowSet<T> Add(string name, SqlType type, Func<T, SqlValue> get)
    {
        _columns.Add(new(name, type, get));
        return this;
    }
}

/// <summary>Rows of a statement, with the kind of row forgotten.</summary>
internal abstract class RowBatch
{
    public abstract object Kind { get; }

    /// <summary>True where the statement may as well be carried out for one row behind the other.</summary>
    public abstract bool IsForEach { get; }

    public abstract int Count { get; }

    public abstract int Width { get; }

    public abstract string NameOf(int column);

    public abstract SqlType TypeOf(int column);

    public abstract SqlValue At(int row, int column);

    public static RowBatch Of<T>(RowSet<T> set, IReadOnlyList<T> rows, bool isForEach = false) => new Typed<T>(set, rows, isForEach);

    private sealed class Typed<T>(RowSet<T> set, IReadOnlyList<T> rows, bool isForEach) : RowBatch
    {
        public override object Kind => isForEach ? set.Each : set;

        public override bool IsForEach => isForEach;

        public override int Count => rows.Count;

        public override int Width => set.Columns.Count;

        public override string NameOf(int column) => set.Columns[column].Name;

        public override SqlType TypeOf(int column) => set.Columns[column].Type;

        public override SqlValue At(int row, int column) => set.Columns[column].Get(rows[row]);
    }
}
