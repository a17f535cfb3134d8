import logging
import sys

from directory import render
from directory.accounts import read

log = logging.getLogger("directory")


def rows(accounts, **wanted):
    for account in accounts:
        if all(getattr(account, key) == value for key, value in wanted.items()):
            yield f"{render.avatar(account):<3}{render.card(account):<28}{render.mention(account)}"


def main(path, *filters):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    wanted = dict(item.split("=") for item in filters)
    log.info("page for %s", wanted)
    try:
        print("\n".join(rows(read(path), **wanted)))
    except Exception as error:
        log.error("page for %s failed: %s", wanted, error, exc_info=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
