"""A real SMTP server on a port of its own, in a thread: it takes mail, refuses everybody, or refuses a recipient."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

from django.test import override_settings

ACCEPT, REFUSE_ALL, REFUSE_RECIPIENT, BREAK_OFF = "accept", "refuse_all", "refuse_recipient", "break_off"


class MailServer(socketserver.ThreadingTCPServer):
    """`mode` says how it behaves from the next line on; `taken` holds what it took, `asked` how often it was called."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mode = ACCEPT
        self.taken: list[Message] = []
        self.asked = 0

    @property
    def port(self) -> int:
        return self.server_address[1]


class Talk(socketserver.StreamRequestHandler):
    """One connection, line by line (RFC 5321)."""

    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.asked += 1
        if self.server.mode == REFUSE_ALL:
            self.say("554 no service")
            return
        self.say("220 ready")
        while line := self.rfile.readline().decode(errors="replace").strip():
            if not self.answer(line):
                return

    def answer(self, line: str) -> bool:
        """Whether the talk goes on."""
        verb = line.split(":", maxsplit=1)[0].split(maxsplit=1)[0].upper()
        if verb == "QUIT":
            self.say("221 bye")
            return False
        if verb == "DATA":
            return self.take()
        refused = verb == "RCPT" and self.server.mode == REFUSE_RECIPIENT
        self.say("550 no such user here: somebody@example.com" if refused else "250 ok")
        return True

    def take(self) -> bool:
        """The message itself; `break_off` takes it and is gone before it says so."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.taken.append(message_from_bytes(b"".join(lines)))
        if self.server.mode == BREAK_OFF:
            return False
        self.say("250 taken")
        return True


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """The server, with the product's settings pointing at it."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        backend = "django.core.mail.backends.smtp.EmailBackend"
        host = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port, "EMAIL_TIMEOUT": 5}
        try:
            with override_settings(EMAIL_BACKEND=backend, **host):
                yield server
        finally:
            server.shutdown()
            thread.join()
