import json
import logging
import sys

from oncall.api import get
from oncall.rota import Rota

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
rota = Rota.load(sys.argv[1])
for url in sys.argv[2:]:
    status, body = get(rota, url)
    logging.info("GET %s %d", url, status)
    print(json.dumps(body, ensure_ascii=False))
