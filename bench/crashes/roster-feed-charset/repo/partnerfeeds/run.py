import logging
import sys
from pathlib import Path

from .prices import read_prices
from .response import Response
from .stock import read_stock

READERS = {"prices": read_prices, "stock": read_stock}
log = logging.getLogger("partnerfeeds")


def ingest(path):
    partner, _, kind = Path(path).stem.partition("-")
    response = Response.from_bytes(Path(path).read_bytes())
    if response.status != 200:
        raise SystemExit(f"{partner}: status {response.status}")
    log.info("%s sent %d bytes of %s (%s)", partner, len(response.body), kind, response.headers["Content-Type"])
    return READERS[kind](response)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    for path in sys.argv[1:]:
        log.info("%d articles", len(ingest(path)))
