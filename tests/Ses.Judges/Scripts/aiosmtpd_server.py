"""Takes all mail on a port of loopback and writes each into a file of its own, octet for octet."""
import asyncio
import pathlib
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Keep:
    def __init__(self, folder, eight_bit):
        self.folder = pathlib.Path(folder)
        self.eight_bit = eight_bit
        self.count = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [line for line in responses if self.eight_bit or "8BITMIME" not in line]

    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content
        if not self.eight_bit and any(octet > 127 for octet in content):
            return "554 5.6.1 octets above 127 without 8BITMIME"
        self.count += 1
        target = self.folder / f"{self.count:05}.eml"
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.rename(target)
        return "250 2.0.0 kept"


class Listener(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True, data_size_limit=64 * 1024 * 1024, ident="aiosmtpd")


port, folder, eight_bit = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "8bit"
Listener(Keep(folder, eight_bit), hostname="127.0.0.1", port=port).start()
asyncio.new_event_loop().run_forever()
