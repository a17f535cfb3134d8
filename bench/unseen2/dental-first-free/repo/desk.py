import logging
import sys

from dental.desk import command
from dental.practice import Practice

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
practice = Practice.load(sys.argv[1])
logging.info("%d free slots", len(practice.slots))
for line in sys.stdin:
    print(command(practice, line))
