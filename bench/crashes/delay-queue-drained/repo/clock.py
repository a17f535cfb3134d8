class FakeClock:
    """A clock that goes as fast as one likes; used by --until."""

    def __init__(self):
        self.now = 0.0

    async def sleep_until(self, moment):
        self.now = max(self.now, moment)
