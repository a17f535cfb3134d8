import json


class BadMessage(Exception):
    pass


def read(path):
    with open(path, encoding="utf-8") as fh:
        message = json.load(fh)
    if message.get("kind") not in ("shipment", "return"):
        raise BadMessage(f"{path}: kind {message.get('kind')!r}")
    return message
