import json
import logging
import sys

from billing.invoice import Invoice


def main(command, path):
    if command != "invoice":
        sys.exit("unknown command " + command)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    with open(path) as handle:
        order = json.load(handle)
    logging.info("invoice for order %s customer=%s", path, order["customer"])
    print(Invoice(**order).render())


if __name__ == "__main__":
    main(*sys.argv[1:])
