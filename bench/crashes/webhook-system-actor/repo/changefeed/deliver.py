"""Delivers recorded webhooks."""
import json
import logging
import sys
from pathlib import Path

from .receiver import Receiver

log = logging.getLogger("changefeed")


def main(paths):
    receiver = Receiver(b"not-the-real-one")
    for path in paths:
        record = json.loads(Path(path).read_text())
        body = json.dumps(record["payload"]).encode()
        try:
            receiver.receive(record["event"], receiver.sign(body), body)
        except Exception:
            log.exception("delivery %s (%s) of %s failed", record["delivery"], record["event"], record["at"])
    for entry in receiver.entries:
        log.info("%s%s", entry.text, " *" if entry.notify else "")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    main(sys.argv[1:])
