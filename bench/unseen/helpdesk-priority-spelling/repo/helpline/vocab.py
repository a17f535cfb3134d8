"""The words of the ticket system. Upper and lower case make no difference when they are read."""
import enum


class Channel(enum.Enum):
    MAIL = "mail"
    PHONE = "phone"
    WEB = "web"

    @classmethod
    def _missing_(cls, value):
        return next((m for m in cls if m.value == value.lower()), None)


class State(enum.Enum):
    NEW = "new"
    WAITING = "waiting"
    DONE = "done"

    @classmethod
    def _missing_(cls, value):
        return next((m for m in cls if m.value == value.lower()), None)


class Priority(enum.Enum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def hours(self):
        """until somebody has to answer"""
        return {"low": 72, "normal": 24, "high": 8, "urgent": 1}[self.value]
