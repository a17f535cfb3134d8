import logging
import socket
import sys

from buchimport.job import run
from buchimport.partner import Partner

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
assert sys.argv[1:] == ["silent"]
with socket.create_server(("127.0.0.1", 0)) as peer:
    partner = Partner("http://127.0.0.1:%d" % peer.getsockname()[1], timeout=0.4)
    logging.info("import starts")
    logging.info("%d changes", run(partner, {}, "2024-08-01"))
