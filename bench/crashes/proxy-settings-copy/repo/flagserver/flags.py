import copy
import json


class Flags:
    """Feature flags as attributes: ``flags.new_checkout``."""

    def __init__(self, values):
        self._values = values

    @classmethod
    def load(cls, path):
        with open(path) as fh:
            return cls(json.load(fh))

    def __getattr__(self, name):
        if name in self._values:
            return self._values[name]
        raise AttributeError(f"no flag named {name}")

    def with_overrides(self, **overrides):
        """A copy of its own with some values replaced; this object is left alone."""
        other = copy.deepcopy(self)
        other._values.update(overrides)
        return other

    def names(self):
        return sorted(self._values)
