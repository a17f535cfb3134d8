import logging
import sys

from isbndesk.order import read

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
for path in sys.argv[1:]:
    order = read(path)
    logging.info("%s: %d titles, %d copies", order.school, len(order.lines), order.copies)
