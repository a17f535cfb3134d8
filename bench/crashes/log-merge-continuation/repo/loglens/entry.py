class Entry:
    __slots__ = ("key", "text")

    def __init__(self, key, text):
        self.key = key
        self.text = text

    def __eq__(self, other):
        return (self.key, self.text) == (other.key, other.text)

    def __repr__(self):
        return f"Entry({self.key!r}, {self.text!r})"
