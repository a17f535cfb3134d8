class Outbox:
    """Collects messages for a recipient as events come in."""

    def __init__(self, bus, recipient):
        self.recipient = recipient
        self.messages = []
        bus.subscribe("order.paid", self.paid)

    def paid(self, event):
        self.messages.append(f"{self.recipient}: order {event['order']} is paid")
