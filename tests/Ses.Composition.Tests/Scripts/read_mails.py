"""Reads mails by Python's email package and writes what it finds as JSON: read_mails.py OUTPUT FILE..."""
import email
import email.policy
import hashlib
import json
import re
import sys


def mailboxes(message, joined, name):
    """The names are read in a copy whose encoded words are joined: this version's parser keeps the space between two of them in a phrase, which RFC 2047 drops."""
    if message[name] is None:
        return []
    return [{"name": named.display_name, "address": box.addr_spec} for named, box in zip(joined[name].addresses, message[name].addresses, strict=True)]


def body(message, kind):
    part = message.get_body((kind,))
    return None if part is None else part.get_content()


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    message = email.message_from_bytes(content, policy=email.policy.default)
    joined = email.message_from_bytes(re.sub(rb"\?=\s+=\?", b"?==?", content), policy=email.policy.default)
    defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
    for part in message.walk():
        for name, value in part.items():
            defects += [f"{name}: {type(defect).__name__}" for defect in value.defects]
    shown = [message.get_body(("plain",)), message.get_body(("html",))]
    files, calendar = [], None
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            calendar = part.get_content()
        elif part.get_content_type() == "message/rfc822":
            content = part.get_content()
            files.append({"name": part.get_filename(), "type": "message/rfc822", "sha256": None, "id": None, "subject": content["Subject"]})
        elif not part.is_multipart() and not any(part is known for known in shown) and part.get_filename() is not None:
            content = part.get_payload(decode=True)
            files.append({"name": part.get_filename(), "type": part.get_content_type(), "sha256": hashlib.sha256(content).hexdigest(),
                          "id": (part["Content-ID"] or "").strip("<>") or None, "subject": None})
    return {
        "case": message["X-Case"], "subject": message["Subject"], "messageId": message["Message-ID"], "date": message["Date"].datetime.isoformat(),
        "from": mailboxes(message, joined, "From"), "to": mailboxes(message, joined, "To"), "cc": mailboxes(message, joined, "Cc"), "replyTo": mailboxes(message, joined, "Reply-To"),
        "text": body(message, "plain"), "html": body(message, "html"), "calendar": calendar, "files": files,
        "fields": {name.lower(): str(value) for name, value in message.items()}, "defects": defects,
    }


with open(sys.argv[1], "w", encoding="utf-8") as output:
    json.dump([read(path) for path in sys.argv[2:]], output, ensure_ascii=True)
