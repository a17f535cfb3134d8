import logging
from collections import defaultdict

from .channel import Gone

log = logging.getLogger("pricefeed.broker")


class Broker:
    def __init__(self):
        self._topics = defaultdict(dict)    # instrument -> name -> channel

    def subscribe(self, instrument, channel):
        self._topics[instrument][channel.name] = channel

    def unsubscribe(self, instrument, channel):
        self._topics[instrument].pop(channel.name, None)

    def drop(self, channel):
        """Takes a channel off all instruments."""
        for subscribers in self._topics.values():
            subscribers.pop(channel.name, None)
        log.warning("dropped %s", channel.name)

    def subscribers(self, instrument):
        return list(self._topics[instrument])

    def publish(self, instrument, price):
        """Pushes a price to all subscribers; returns how many got it."""
        reached = 0
        for channel in self._topics[instrument].values():
            try:
                channel.write((instrument, price))
                reached += 1
            except Gone:
                self.drop(channel)
        return reached
