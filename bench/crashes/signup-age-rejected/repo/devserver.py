import argparse
import json
import logging
import threading
import urllib.error
import urllib.request
from datetime import date
from wsgiref.simple_server import WSGIRequestHandler, make_server

from clubsignup.app import App


class Quiet(WSGIRequestHandler):
    def log_message(self, fmt, *args):
        logging.getLogger("access").info(fmt, *args)


p = argparse.ArgumentParser()
p.add_argument("--post", nargs=2, metavar=("PATH", "FILE"))
a = p.parse_args()
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
with make_server("127.0.0.1", 0, App(lambda: date(2024, 9, 1)), handler_class=Quiet) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path, name = a.post
    with open(name, "rb") as fh:
        request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}{path}", fh.read())
    try:
        with urllib.request.urlopen(request) as reply:
            logging.info("%s %s", reply.status, json.load(reply))
    except urllib.error.HTTPError as err:
        logging.info("%s %s", err.code, json.load(err))
    server.shutdown()
