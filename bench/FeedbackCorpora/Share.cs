using System.Globalization;

namespace FeedbackCorpora;

/// <summary>How often something holds.</summary>
internal sealed class Share(string name)
{
    private int _of;
    private int _holds;

    public string Name => name;

    public void Add(bool holds)
    {
        _of++;
        _holds += holds ? 1 : 0;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{name,-32} {_holds,5} of {_of,5}  {(_of == 0 ? 0 : 100.0 * _holds / _of),6:0.0} %");
}
