"""The pricing service over HTTP: GET /price, /search, /label, /feed.csv, /health."""

import argparse
import json
import logging
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from catalogue import Catalogue
from routes import ROUTES, BadRequest

log = logging.getLogger("pricing")
CATALOGUE = Catalogue.load()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        route = ROUTES.get(url.path)
        if route is None:
            return self.answer(404, {"error": "no such page"})
        try:
            status, body = route(CATALOGUE, parse_qs(url.query))
        except BadRequest as err:
            log.exception("GET %s refused", self.path)
            status, body = 400, {"error": str(err)}
        except Exception:
            log.exception("GET %s failed", self.path)
            status, body = 500, {"error": "internal error"}
        self.answer(status, body)

    def answer(self, status, body):
        kind = "text/plain" if isinstance(body, str) else "application/json"
        payload = (body if isinstance(body, str) else json.dumps(body)).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind + "; charset=utf-8")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, form, *args):
        log.info(form, *args)


class Server(ThreadingHTTPServer):
    daemon_threads = False  # what is being answered is answered to its end
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", 8080))
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with Server(("127.0.0.1", args.port), Handler) as server:
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        log.info("listening on %s:%d, %d items", *server.server_address, len(CATALOGUE))
        server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
