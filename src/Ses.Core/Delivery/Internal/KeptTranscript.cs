using System.Net;
using System.Text;

namespace Ses.Delivery.Internal;

/// <summary>
/// A dialogue as it is kept: 4,096 octets at most, and no secret in it, whatever the transport wrote and whatever the server repeated. Pure.
/// </summary>
internal static class KeptTranscript
{
    public const int MaxOctets = 4_096;

    private const string Stars = "********";
    private const string Cut = "\n* more was left out";

    public static string Of(string dialogue, Route route)
    {
        var secrets = route.Targets.Select(target => target.Credentials).OfType<NetworkCredential>().SelectMany(Forms).ToList();
        return Bounded(secrets.Count == 0 && !dialogue.Contains("AUTH", StringComparison.OrdinalIgnoreCase) && !dialogue.Contains("334", StringComparison.Ordinal)
            ? dialogue
            : Redacted(dialogue, secrets));
    }

    private static string Redacted(string dialogue, List<string> secrets)
    {
        var lines = dialogue.Split('\n');
        var asked = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            // RFC 4954: a response may follow its mechanism at once, or each challenge.
            if (line.StartsWith("> AUTH ", StringComparison.OrdinalIgnoreCase))
                lines[i] = string.Join(' ', line.Split(' ').Select((word, index) => index < 3 ? word : Stars).Take(4));
            else if (asked && line.StartsWith("> ", StringComparison.Ordinal))
                lines[i] = "> " + Stars;
            asked = line.StartsWith("< 334", StringComparison.Ordinal) || (asked && !line.StartsWith("> ", StringComparison.Ordinal) && !line.StartsWith("< ", StringComparison.Ordinal));
            foreach (var secret in secrets)
                lines[i] = lines[i].Replace(secret, Stars, StringComparison.Ordinal);
        }

        return string.Join('\n', lines);
    }

    // As a server might repeat them: in words, and as they went over the wire. What is too short to be a secret would star out half of the dialogue.
    private static IEnumerable<string> Forms(NetworkCredential credentials)
    {
        if (credentials.Password.Length < 4)
            yield break;
        yield return credentials.Password;
        yield return Base64(credentials.Password);
        yield return Base64($"\0{credentials.UserName}\0{credentials.Password}");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Bounded(string dialogue)
    {
        if (dialogue.Length * 3 <= MaxOctets || Encoding.UTF8.GetByteCount(dialogue) <= MaxOctets)
            return dialogue;
        var (octets, end) = (0, 0);
        foreach (var rune in dialogue.EnumerateRunes())
        {
            octets += rune.Utf8SequenceLength;
            if (octets > MaxOctets - Cut.Length)
                break;
            end += rune.Utf16SequenceLength;
        }

        return dialogue[..end] + Cut;
    }
}
