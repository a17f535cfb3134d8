import functools
import json
import os


@functools.lru_cache(maxsize=None)
def tariff():
    path = os.path.join(os.path.dirname(__file__), os.pardir, "tariff.json")
    with open(path) as handle:
        return json.load(handle)
