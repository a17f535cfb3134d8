import logging

from fliesen.feed import FeedError, feeds
from fliesen.stock import Stock

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
log = logging.getLogger("import")


def run(setup="partners.json", base=".", stock=None):
    """Imports every partner's list. Returns the stock and the partners whose list was not taken."""
    stock = stock or Stock()
    refused = []
    for feed in feeds(setup, base):
        try:
            feed.check()
        except FeedError as err:
            log.warning("list not taken: %s", err)
            refused.append(feed.name)
            continue
        log.info("%s: %d articles", feed.name, stock.replace(feed.name, feed.rows()))
    return stock, refused


if __name__ == "__main__":
    run()
