import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .journal import Journal
from .positions import position_record
from .trips import trip_record

log = logging.getLogger("fleetlog")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self.accept(json.loads(raw))
        except Exception:
            log.exception("POST %s from unit %s", self.path, self.headers.get("X-Unit"))
            self.reply(500)
        else:
            self.reply(204)

    def accept(self, msg):
        journal = self.server.journal
        if self.path == "/position":
            journal.position(position_record(msg))
        elif self.path == "/trip":
            journal.trip(trip_record(msg))

    def reply(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, fmt, *args):
        log.info(fmt, *args)


def make_server(port=0):
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.journal = Journal()
    return server
