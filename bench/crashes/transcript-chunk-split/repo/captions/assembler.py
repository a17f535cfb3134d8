class LineAssembler:
    """Turns pieces of a byte stream into complete lines.

    >>> a = LineAssembler()
    >>> a.feed(b"one\\ntw")
    ['one']
    >>> a.feed(b"o\\n")
    ['two']
    """

    def __init__(self):
        self._pending = ""

    def feed(self, chunk):
        self._pending += chunk.decode("utf-8")
        *lines, self._pending = self._pending.split("\n")
        return lines

    def close(self):
        """What was left without a line end, or None."""
        rest, self._pending = self._pending, ""
        return rest or None
