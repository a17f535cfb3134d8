import logging
import sys

from pickticket.lines import read
from pickticket.printer import tickets

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
for text in tickets(read(sys.argv[1])):
    print(text, end="\n\n")
