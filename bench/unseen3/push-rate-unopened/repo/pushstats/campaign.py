from dataclasses import dataclass

EVENTS = ("delivered", "opened", "tapped")


@dataclass
class Campaign:
    name: str
    template: str
    delivered: int = 0
    opened: int = 0
    tapped: int = 0

    def count(self, event, number):
        if event not in EVENTS:
            raise ValueError(f"no such event: {event}")
        setattr(self, event, getattr(self, event) + number)

    @property
    def open_rate(self):
        return self.opened / self.delivered

    @property
    def tap_rate(self):
        return self.tapped / self.opened
