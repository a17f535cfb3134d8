import json


class Tags:
    """What a camera wrote about a picture; all values are text."""

    def __init__(self, raw):
        self._raw = raw

    @classmethod
    def load(cls, path):
        with open(path) as handle:
            return cls(json.load(handle))

    def _text(self, name):
        return self._raw.get(name, "").strip()

    def _rational(self, name):
        """A number which may be written as a fraction, or None when there is none."""
        text = self._text(name)
        if not text:
            return None
        above, _, below = text.partition("/")
        return float(above) / float(below or 1)

    @property
    def model(self):
        return self._text("Model") or "unknown camera"
