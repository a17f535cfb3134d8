import logging
import socket
import time

log = logging.getLogger("rostermirror.client")


class ProtocolError(Exception):
    pass


class Directory:
    """with Directory(("host", 6391)) as directory: directory.people()"""

    def __init__(self, address, attempts=3, pause=5.0, timeout=10.0):
        self.address = address
        self.attempts = attempts
        self.pause = pause
        self.timeout = timeout
        self.file = None

    def __enter__(self):
        self.file = self._connect().makefile("rw", encoding="utf-8", newline="\n")
        return self

    def __exit__(self, *exc):
        self.file.close()

    def _connect(self):
        for attempt in range(1, self.attempts + 1):
            try:
                return socket.create_connection(self.address, timeout=self.timeout)
            except OSError as err:
                log.warning("attempt %d of %d: %s", attempt, self.attempts, err)
                if attempt == self.attempts:
                    raise
                time.sleep(self.pause)

    def people(self):
        """Yields (badge, name, group) for everybody."""
        self.file.write("LIST\n")
        self.file.flush()
        for line in self.file:
            line = line.rstrip("\n")
            if line == ".":
                return
            badge, name, group = line.split("\t")
            yield badge, name, group
        raise ProtocolError("the list has no end")
