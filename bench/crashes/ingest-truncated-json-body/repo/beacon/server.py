import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from beacon.api import answer
from beacon.intake import Intake


class Handler(BaseHTTPRequestHandler):
    intake = Intake()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, document = answer(self.intake, "POST", self.path, body)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())


def serve(port=8090):
    ThreadingHTTPServer(("", port), Handler).serve_forever()
