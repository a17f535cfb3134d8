import functools
import json
import os


@functools.lru_cache(maxsize=None)
def flags():
    path = os.path.join(os.path.dirname(__file__), os.pardir, "flags.json")
    with open(path) as handle:
        return json.load(handle)
