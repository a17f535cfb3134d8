"""Runs one sync against a peer whose second depot is under maintenance."""
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from .peer import StockPeer
from .sync import Mirror


class Peer(BaseHTTPRequestHandler):
    def do_GET(self):
        if "/odense/" in self.path:
            body = json.dumps({"MUG": 12}).encode()
            self.send_response(200)
        else:
            body = b"maintenance"
            self.send_response(503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    server = HTTPServer(("127.0.0.1", 0), Peer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Mirror().sync(StockPeer(f"http://127.0.0.1:{server.server_port}"), ["odense", "kolding"])
