import logging
import sys

from dosepump.meter import flows
from dosepump.pump import Pump
from dosepump.table import strokes

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def main(path):
    pump = Pump()
    with open(path) as fp:
        for flow in flows(fp):
            pump.minute(strokes(flow))
    print(pump.done, "strokes")


main(sys.argv[1])
