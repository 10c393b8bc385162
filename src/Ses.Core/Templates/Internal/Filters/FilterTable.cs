using System.Collections.Frozen;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Filters;

/// <summary>Every filter of the language, with the number of its arguments.</summary>
internal static class FilterTable
{
    private static readonly FrozenDictionary<string, TemplateFilter> Filters = new TemplateFilter[]
    {
        // Text
        new("append", 1, 1, TextFilters.Append),
        new("prepend", 1, 1, TextFilters.Prepend),
        new("upcase", 0, 0, TextFilters.Upcase),
        new("downcase", 0, 0, TextFilters.Downcase),
        new("capitalize", 0, 0, TextFilters.Capitalize),
        new("strip", 0, 0, TextFilters.Strip),
        new("lstrip", 0, 0, TextFilters.StripLeft),
        new("rstrip", 0, 0, TextFilters.StripRight),
        new("strip_newlines", 0, 0, TextFilters.StripNewlines),
        new("truncate", 0, 2, TextFilters.Truncate),
        new("truncatewords", 0, 2, TextFilters.TruncateWords),
        new("slice", 1, 2, SliceFilter.Slice),
        new("split", 1, 1, SplitFilter.Split),
        new("replace", 1, 2, ReplaceFilters.Replace),
        new("replace_first", 1, 2, ReplaceFilters.ReplaceFirst),
        new("replace_last", 2, 2, ReplaceFilters.ReplaceLast),
        new("remove", 1, 1, ReplaceFilters.Remove),
        new("remove_first", 1, 1, ReplaceFilters.RemoveFirst),
        new("remove_last", 1, 1, ReplaceFilters.RemoveLast),

        // HTML, addresses, encodings
        new("escape", 0, 0, MarkupFilters.Escape),
        new("h", 0, 0, MarkupFilters.Escape),
        new("escape_once", 0, 0, MarkupFilters.EscapeOnce),
        new("newline_to_br", 0, 0, MarkupFilters.NewlineToBr),
        new("strip_html", 0, 0, MarkupFilters.StripHtml),
        new("url_encode", 0, 0, EncodingFilters.UrlEncode),
        new("url_decode", 0, 0, EncodingFilters.UrlDecode),
        new("base64_encode", 0, 0, EncodingFilters.Base64Encode),
        new("base64_decode", 0, 0, EncodingFilters.Base64Decode),
        new("base64_url_safe_encode", 0, 0, EncodingFilters.Base64UrlEncode),
        new("base64_url_safe_decode", 0, 0, EncodingFilters.Base64UrlDecode),

        // Numbers
        new("abs", 0, 0, NumberFilters.Abs),
        new("at_least", 1, 1, NumberFilters.AtLeast),
        new("at_most", 1, 1, NumberFilters.AtMost),
        new("ceil", 0, 0, NumberFilters.Ceil),
        new("floor", 0, 0, NumberFilters.Floor),
        new("round", 0, 1, NumberFilters.Round),
        new("plus", 1, 1, NumberFilters.Plus),
        new("minus", 1, 1, NumberFilters.Minus),
        new("times", 1, 1, NumberFilters.Times),
        new("divided_by", 1, 1, NumberFilters.DividedBy),
        new("modulo", 1, 1, NumberFilters.Modulo),

        // Lists
        new("size", 0, 0, ListFilters.Size),
        new("first", 0, 0, ListFilters.First),
        new("last", 0, 0, ListFilters.Last),
        new("join", 0, 1, ListFilters.Join),
        new("concat", 1, 1, ListFilters.Concat),
        new("reverse", 0, 0, ListFilters.Reverse),
        new("compact", 0, 1, ListFilters.Compact),
        new("uniq", 0, 1, ListFilters.Uniq),
        new("map", 1, 1, ListFilters.Map),
        new("sum", 0, 1, ListFilters.Sum),
        new("sort", 0, 1, SortFilters.Sort),
        new("sort_natural", 0, 1, SortFilters.SortNatural),
        new("where", 1, 2, SearchFilters.Where),
        new("reject", 1, 2, SearchFilters.Reject),
        new("find", 1, 2, SearchFilters.Find),
        new("find_index", 1, 2, SearchFilters.FindIndex),
        new("has", 1, 2, SearchFilters.Has),

        // Others
        new("date", 1, 1, DateFilter.Date),
        new("default", 0, 1, DefaultFilter.Default, "allow_false"),
    }.ToFrozenDictionary(filter => filter.Name, StringComparer.Ordinal);

    /// <summary>The filter of that name; an error that suggests another where there is none.</summary>
    public static TemplateFilter Find(MarkupToken name) => Filters.TryGetValue(name.Text, out var filter)
        ? filter
        : throw name.Place.Error($"there is no filter '{name.Text}'{NearestName.Suggest(name.Text, Filters.Keys)}");
}
