import logging
import sys

from boxoffice.dispatch import handle
from boxoffice.hall import Hall

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
hall = Hall()
with open(sys.argv[1]) as script:
    for line in script:
        handle(hall, *line.split())
