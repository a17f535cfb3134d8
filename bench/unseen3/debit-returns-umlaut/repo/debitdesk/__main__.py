import json
import logging
import pathlib
import sys

from .letters import letters
from .matching import Invoices
from .readers import read_returns, read_statement

log = logging.getLogger("debitdesk")


def main(inbox):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    invoices = Invoices(json.loads(pathlib.Path("invoices.json").read_text(encoding="utf-8")))
    inbox = pathlib.Path(inbox)
    bookings = read_statement(inbox / "statement.txt")
    log.info("%d of %d bookings matched", sum(map(invoices.paid, bookings)), len(bookings))
    returns = read_returns(inbox / "returns.txt")
    log.info("%d returns", len(returns))
    for line in letters(returns, invoices):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1])
