namespace Ses.Composition.Tests;

/// <summary>Odd subjects, people and files.</summary>
internal static class OddNames
{
    public static readonly string[] Subjects =
    [
        "\u60a8\u597d\uff0c\u4e16\u754c",
        "\u8fd9\u662f\u4e00\u4e2a\u975e\u5e38\u957f\u7684\u4e2d\u6587\u4e3b\u9898\uff0c\u5b83\u88ab\u5206\u6210\u591a\u4e2a\u7f16\u7801\u5b57\uff0c\u6bcf\u4e2a\u90fd\u4e0d\u8d85\u8fc7\u4e03\u5341\u4e94\u4e2a\u5b57\u7b26\uff0c\u5e76\u4e14\u6ca1\u6709\u5b57\u7b26\u88ab\u5207\u6210\u4e24\u534a",
        "\ud83d\ude80\ud83d\ude80 Launch \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 today \ud83c\udde8\ud83c\uddf3",
        "\u0645\u0631\u062d\u0628\u0627 and \u05e9\u05dc\u05d5\u05dd",
        "Gr\u00fc\u00dfe an J\u00fcrgen, plain words between, und \u00c4rger am Ende der ziemlich langen Zeile, die gefaltet wird",
        "two  spaces   and    more",
        "looks like =?utf-8?q?an_encoded_word?= but is text",
        "colons: semicolons; commas, (parentheses) <brackets> \"quotes\" \\backslashes\\ 100%",
        new string('s', 200),
        string.Join(' ', Enumerable.Repeat("word", 190)),
        "\u00e9",
        "Re: Fwd: [list] =?",
        string.Concat(Enumerable.Repeat("\ud83d\ude80", 120)),
    ];

    public static readonly string[] People =
    [
        "\u5f20\u4e09",
        "Lovelace, Ada",
        "Ada \"The Countess\" Lovelace \\ Byron",
        "John Q. Public (Sales) <Team>",
        "\u5f20\u4e09 (\u9500\u552e\u90e8) \u2014 \u5317\u4eac\u5206\u516c\u53f8\u5ba2\u6237\u670d\u52a1\u4e2d\u5fc3\u8d1f\u8d23\u4eba\u529e\u516c\u5ba4\u79d8\u4e66\u5904\u7b2c\u4e00\u7ec4\u7ec4\u957f",
        "\ud83d\ude80 Rocket Team \ud83d\ude80",
        "\u0645\u062d\u0645\u062f \u0639\u0628\u062f \u0627\u0644\u0644\u0647",
        "O'Brien & S\u00f8n; a@b:c",
        "A very long name that goes on and on until nobody remembers how it began and whether it will ever end at all, which it does in the end, of course, as all names do",
        "=?utf-8?q?looks_encoded?=",
    ];

    public static readonly string[] Files =
    [
        "report.pdf",
        "\u5e74\u5ea6\u62a5\u544a.pdf",
        "\u8fd9\u662f\u4e00\u4e2a\u975e\u5e38\u957f\u7684\u6587\u4ef6\u540d\u79f0\u5b83\u7684\u957f\u5ea6\u8d85\u8fc7\u4e86\u4e00\u884c\u5e76\u4e14\u5fc5\u987b\u88ab\u5206\u6210\u51e0\u4e2a\u90e8\u5206\u624d\u80fd\u653e\u8fdb\u90ae\u4ef6\u5934\u91cc\u9762.xlsx",
        "a name with spaces, commas; and \"quotes\".txt",
        "it's 100% (done) = yes & no.csv",
        "\ud83d\ude80 emoji.png",
        new string('n', 240) + ".bin",
        "\u0645\u0644\u0641.docx",
        "no-ending",
        "caf\u00e9.html",
        ".hidden",
        "R\u00e9sum\u00e9 \u2014 final (2).zip",
    ];
}
