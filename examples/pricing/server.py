"""The pricing service: GET /price?sku=…&quantity=…, GET /feed.csv, GET /health."""

import argparse
import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import feed
from catalogue import Catalogue
from pricing_logic import quote

log = logging.getLogger("pricing")
MAX_QUANTITY = 1000


class BadRequest(ValueError):
    """The client asked for something that the service rightly refuses."""


def price(catalogue, query):
    sku = query.get("sku", [""])[0]
    if not sku:
        raise BadRequest("sku is missing")
    try:
        quantity = int(query.get("quantity", ["1"])[0])
    except ValueError:
        raise BadRequest("quantity is not a number") from None
    if not 1 <= quantity <= MAX_QUANTITY:
        raise BadRequest(f"quantity must be 1 to {MAX_QUANTITY}")
    item = catalogue.find(sku)
    if item is None:
        return 404, {"error": f"no item {sku}"}
    return 200, quote(item, quantity)


class Handler(BaseHTTPRequestHandler):
    catalogue = None

    def do_GET(self):
        url = urlsplit(self.path)
        try:
            if url.path == "/price":
                status, body = price(self.catalogue, parse_qs(url.query))
            elif url.path == "/feed.csv":
                return self.answer(200, feed.write(self.catalogue), "text/csv")
            elif url.path == "/health":
                status, body = 200, {"status": "ok"}
            else:
                status, body = 404, {"error": "no such page"}
        except BadRequest as err:
            status, body = 400, {"error": str(err)}
        except Exception:
            log.exception("GET %s failed", self.path)
            status, body = 500, {"error": "internal error"}
        self.answer(status, json.dumps(body), "application/json")

    def answer(self, status, text, kind):
        payload = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, form, *args):
        log.info(form, *args)


def serve(port):
    Handler.catalogue = Catalogue.load()
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        log.info("listening on %s:%d", *server.server_address)
        server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    serve(args.port)


if __name__ == "__main__":
    main()
