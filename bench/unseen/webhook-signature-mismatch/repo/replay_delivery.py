import json
import logging
import os
import sys

from notify.endpoint import Endpoint

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
endpoint = Endpoint(os.environ["NOTIFY_SECRET"])
for path in sys.argv[1:]:
    with open(path) as fh:
        delivery = json.load(fh)
    logging.info("%s -> %d", path, endpoint.post(delivery["headers"], delivery["body"]))
