using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Rows as text, down to the last member: what suites compare, so that a difference is seen where it is.</summary>
internal static class Shown
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => Quoted(text),
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ReadOnlyMemory<byte> bytes => $"{bytes.Length} bytes {Convert.ToHexString(bytes.Span)}",
        Mailbox mailbox => $"{Of(mailbox.DisplayName)} <{mailbox.Address}>",
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Of(tuple[i])))})",
        IDictionary map => Braced(map.Keys.Cast<object>().Select(key => $"{Of(key)}: {Of(map[key])}").Order(StringComparer.Ordinal)),
        IEnumerable rows => $"[{string.Join(", ", rows.Cast<object?>().Select(Of))}]",
        IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
        _ when value.GetType().IsPrimitive || IsName(value.GetType()) => value.ToString()!,
        _ => value.GetType().Name + " " + Braced(Members(value).Select(member => $"{member.Name} = {Of(member.GetValue(value))}")),
    };

    private static bool IsName(Type type) => type.Namespace == typeof(EmailAddress).Namespace && !type.IsGenericType;

    // Members that are computed from others say nothing new.
    private static IEnumerable<PropertyInfo> Members(object value) => value.GetType()
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(member => member.CanWrite && member.GetIndexParameters().Length == 0);

    private static string Braced(IEnumerable<string> parts) => $"{{ {string.Join(", ", parts)} }}";

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            _ = char.IsControl(c) || char.IsSurrogate(c) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : quoted.Append(c);
        return quoted.Append('"').ToString();
    }
}
