"""A small event bus.

Handlers run in the order in which they subscribed. A publish reaches the handlers that were
subscribed when it began: those added meanwhile have to wait for the next event.
"""
import itertools


class Bus:
    def __init__(self):
        self._topics = {}
        self._tokens = itertools.count(1)

    def subscribe(self, topic, handler):
        """Returns a token for unsubscribe()."""
        token = next(self._tokens)
        self._topics.setdefault(topic, {})[token] = handler
        return token

    def unsubscribe(self, topic, token):
        self._topics.get(topic, {}).pop(token, None)

    def once(self, topic, handler):
        """Like subscribe(), for the next event only."""
        def first_only(event):
            self.unsubscribe(topic, token)
            return handler(event)

        token = self.subscribe(topic, first_only)
        return token

    def publish(self, topic, event):
        """Hand the event to the topic's handlers; returns their number."""
        reached = 0
        for handler in self._topics.get(topic, {}).values():
            handler(event)
            reached += 1
        return reached
