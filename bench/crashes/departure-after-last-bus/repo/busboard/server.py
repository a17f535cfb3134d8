import argparse
import json
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from busboard import clock
from busboard.data import TABLES


def next_bus(stop, line, at):
    table = TABLES[stop, line]
    minute = clock.minutes(at)
    departure = table.following(minute)
    return {"line": line, "departure": clock.text(departure), "wait": departure - minute,
            "missed": clock.text(table.previous(minute))}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        body = json.dumps(next_bus(**query)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        sys.stderr.write("request " + format % args + "\n")


class Server(HTTPServer):
    def handle_error(self, request, client_address):
        import traceback
        sys.stderr.write("unhandled error in a request\n")
        traceback.print_exc()


def self_test(path):
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        print(urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}{path}", timeout=5).read().decode())
    except OSError:
        print("self test failed:", path)
    finally:
        server.shutdown()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--self-test", metavar="PATH")
    options = parser.parse_args()
    if options.self_test:
        self_test(options.self_test)
    else:
        Server(("", 8080), Handler).serve_forever()
