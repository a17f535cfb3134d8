"""Post recorded messages to a server of our own."""
import json
import logging
import sys
import threading
import urllib.error
import urllib.request

from fleetlog.server import make_server

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
server = make_server()
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(sys.argv[1]) as fh:
    for path, msg in json.load(fh):
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.server_port}{path}", json.dumps(msg).encode(), {"X-Unit": msg["unit"]})
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except urllib.error.HTTPError as err:
            print(f"WARNING {path} answered {err.code}", flush=True)
server.shutdown()
