"""Stops what changes from run to run: the clock, randomness, identifiers. For a throw-away process that is about to run one input."""
import asyncio
import datetime
import os
import random
import sys
import time
import uuid

START = 1767268800.0  # 2026-01-01 12:00:00 UTC


class Clock:
    """A clock that moves on by a millisecond whenever it is read, and by what is slept."""

    def __init__(self):
        self.now = START

    def read(self):
        self.now = round(self.now + 0.001, 6)
        return self.now

    def sleep(self, seconds=0):
        self.now = round(self.now + float(seconds), 6)


def freeze(modules):
    """Freezes this process; modules are the ones of the tree, whose own names for the clock's classes are replaced as well."""
    clock, real = Clock(), time.monotonic
    asyncio.BaseEventLoop.time = lambda self: real()
    swaps = {}

    def swap(owner, name, value):
        old = getattr(owner, name, None)
        if old is not None:
            swaps[id(old)] = (old, value)
            setattr(owner, name, value)
    swap(time, "time", clock.read)
    swap(time, "time_ns", lambda: int(clock.read() * 1000000) * 1000)
    swap(time, "monotonic", lambda: clock.read() - START)
    swap(time, "monotonic_ns", lambda: int((clock.read() - START) * 1000000) * 1000)
    swap(time, "perf_counter", lambda: clock.read() - START)
    swap(time, "perf_counter_ns", lambda: int((clock.read() - START) * 1000000) * 1000)
    swap(time, "sleep", clock.sleep)
    held = {"gmtime": time.gmtime, "localtime": time.localtime, "ctime": time.ctime}
    swap(time, "gmtime", lambda seconds=None: held["gmtime"](clock.read() if seconds is None else seconds))
    swap(time, "localtime", lambda seconds=None: held["localtime"](clock.read() if seconds is None else seconds))
    swap(time, "ctime", lambda seconds=None: held["ctime"](clock.read() if seconds is None else seconds))
    strftime = time.strftime
    swap(time, "strftime", lambda form, *rest: strftime(form, *(rest or (held["gmtime"](clock.read()),))))
    moment, day = dates(clock)
    swap(datetime, "datetime", moment)
    swap(datetime, "date", day)
    still(swap)
    for module in modules:
        for name, value in list(vars(module).items()):
            if id(value) in swaps and swaps[id(value)][0] is value:
                setattr(module, name, swaps[id(value)][1])


def still(swap):
    """Randomness from a fixed source."""
    source = random.Random(20260101)

    def urandom(size):
        return bytes(source.getrandbits(8) for _ in range(size))
    swap(os, "urandom", urandom)
    random._urandom = urandom
    random.seed(20260101)
    swap(uuid, "uuid1", lambda *a, **k: uuid.UUID(bytes=urandom(16), version=1))
    swap(uuid, "uuid4", lambda: uuid.UUID(bytes=urandom(16), version=4))
    tempfile = sys.modules.get("tempfile")
    if tempfile is not None:
        tempfile._name_sequence = None
        sequence = tempfile._RandomNameSequence
        sequence.rng = property(lambda self: source)
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        numpy.seed(20260101)


def dates(clock):
    """Stand-ins for datetime and date: the same in all but the present moment, and instances of the real ones are theirs."""
    real, plain = datetime.datetime, datetime.date

    def like(kind):
        class Like(type):
            def __instancecheck__(cls, value):
                return isinstance(value, kind)

            def __subclasscheck__(cls, other):
                return issubclass(other, kind)
        return Like

    class Moment(real, metaclass=like(real)):
        @classmethod
        def now(cls, tz=None):
            return real.fromtimestamp(clock.read(), tz)

        @classmethod
        def utcnow(cls):
            return real.fromtimestamp(clock.read(), datetime.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return real.fromtimestamp(clock.read())

        def __new__(cls, *args, **kwargs):
            return real(*args, **kwargs)

    class Day(plain, metaclass=like(plain)):
        @classmethod
        def today(cls):
            return real.fromtimestamp(clock.read()).date()

        def __new__(cls, *args, **kwargs):
            return plain(*args, **kwargs)
    for made, kind in ((Moment, real), (Day, plain)):
        made.__name__, made.__qualname__, made.__module__ = kind.__name__, kind.__name__, "datetime"
        for name in ("fromtimestamp", "fromisoformat", "fromordinal", "strptime", "combine", "utcfromtimestamp", "fromisocalendar"):
            if hasattr(kind, name):
                setattr(made, name, staticmethod(getattr(kind, name)))
    return Moment, Day
