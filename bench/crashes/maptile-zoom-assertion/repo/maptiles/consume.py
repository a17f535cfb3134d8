"""Renders the messages on standard input; what fails goes to the sender's error list."""
import json
import logging
import sys

from maptiles.render import render

log = logging.getLogger("maptiles")


def consume(lines, errors):
    for line in lines:
        message = json.loads(line)
        try:
            yield render(message)
        except AssertionError as broken:
            log.exception("message %s of %s rejected", message["id"], message.get("sender", "unknown"))
            errors.append((message["id"], str(broken)))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    errors = []
    for result in consume(sys.stdin, errors):
        print(json.dumps(result))
    print(json.dumps({"errors": errors}))
