import logging

from eventhub import Bus
from eventhub.outbox import Outbox

log = logging.getLogger("eventhub.demo")


def run(bus):
    bus.once("order.paid", lambda e: log.info("first paid order of the day: %s", e["order"]))
    box = Outbox(bus, "warehouse")
    for number in ("A-100", "A-101"):
        reached = bus.publish("order.paid", {"order": number})
        log.info("%s reached %d handlers", number, reached)
    return box


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    print(run(Bus()).messages)
