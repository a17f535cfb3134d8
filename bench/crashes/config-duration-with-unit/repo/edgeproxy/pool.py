class Pool:
    """Connections which stay open for a while after their last use."""

    def __init__(self, idle_timeout):
        self.idle_timeout = idle_timeout
        self._used = {}

    def touch(self, name, now):
        self._used[name] = now

    def sweep(self, now):
        gone = [name for name, used in self._used.items() if now - used > self.idle_timeout]
        for name in gone:
            del self._used[name]
        return gone
