import logging
import time

from .bus import Bus
from .settings import Settings
from .station import level

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def main():
    logging.info("starting")
    settings = Settings.from_environment()
    bus = Bus(settings.upstream, settings.prefix)
    logging.info("station %s to %s:%d", settings.station, *settings.upstream)
    while True:
        bus.publish(settings.station, level(time.time()))
        time.sleep(settings.interval)


main()
