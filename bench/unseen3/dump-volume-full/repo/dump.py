import logging
import os
import sqlite3

from shopdump.check import counts, restore
from shopdump.demo import demo
from shopdump.writer import Writer

log = logging.getLogger("shopdump")


def main(environ=os.environ):
    target = environ.get("SHOPDUMP_TARGET", "dump.sql.gz")
    if "SHOPDUMP_DB" in environ:
        db = sqlite3.connect(environ["SHOPDUMP_DB"])
    else:
        db = demo(int(environ.get("SHOPDUMP_ROWS", "1000")))
    log.info("dumping %s to %s", counts(db), target)
    written = Writer(target).write(db.iterdump())
    if counts(restore(target)) != counts(db):
        raise SystemExit("the dump is not complete")
    log.info("%d statements written and checked", written)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    main()
