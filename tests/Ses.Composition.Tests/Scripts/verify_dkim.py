"""Verifies every signature of mails by python3-dkim: verify_dkim.py KEYS OUTPUT FILE..., where KEYS is JSON, records by name."""
import json
import sys

import dkim

with open(sys.argv[1], encoding="ascii") as file:
    records = {name.rstrip("."): record.encode() for name, record in json.load(file).items()}


def find(name, timeout=5):
    return records.get((name.decode() if isinstance(name, bytes) else name).rstrip("."))


def verify(path):
    with open(path, "rb") as file:
        mail = file.read()
    count = sum(1 for name, _ in dkim.rfc822_parse(mail)[0] if name.lower() == b"dkim-signature")
    passes = []
    for index in range(count):
        verifier = dkim.DKIM(mail, minkey=1024)
        try:
            passes.append("pass" if verifier.verify(idx=index, dnsfunc=find) else "fail")
        except dkim.DKIMException as error:
            passes.append(f"{type(error).__name__}: {error}")
    return passes


with open(sys.argv[2], "w", encoding="ascii") as output:
    json.dump([verify(path) for path in sys.argv[3:]], output)
