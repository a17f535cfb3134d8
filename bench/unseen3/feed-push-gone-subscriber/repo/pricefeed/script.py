from .channel import Channel


class Script:
    """Drives a broker with lines of text."""

    def __init__(self, broker):
        self.broker = broker
        self.channels = {}

    def channel(self, name):
        return self.channels.setdefault(name, Channel(name))

    def do(self, line):
        verb, *words = line.split()
        return getattr(self, "do_" + verb)(*words)

    def do_sub(self, name, instrument):
        self.broker.subscribe(instrument, self.channel(name))

    def do_hangup(self, name):
        self.channel(name).hang_up()

    def do_price(self, instrument, price):
        return self.broker.publish(instrument, float(price))
