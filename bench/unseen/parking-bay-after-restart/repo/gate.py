import logging
import sys

from garage import Garage, Tariff

log = logging.getLogger("gate")


def minute(clock):
    h, m = clock.split(":")
    return int(h) * 60 + int(m)


def play(garage, lines):
    for line in lines:
        clock, what, bay, *plate = line.split()
        if what == "in":
            garage.enter(int(bay), " ".join(plate), minute(clock))
        else:
            plate, cents = garage.leave(int(bay), minute(clock))
            log.info("%s pays %.2f", plate, cents / 100)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    g = Garage(Tariff.load("tariff.json"))
    g.restore(sys.argv[1])
    log.info("%d bays taken", len(g.bays))
    with open(sys.argv[2]) as fp:
        play(g, fp)
