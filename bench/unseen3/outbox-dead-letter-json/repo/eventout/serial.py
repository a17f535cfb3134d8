"""JSON as all our services write it: amounts as {"$dec": "1.50"}, moments as {"$at": "2025-01-01T00:00:00Z"}."""
import json
from datetime import datetime, timezone
from decimal import Decimal


def _encode(value):
    if isinstance(value, Decimal):
        return {"$dec": str(value)}
    if isinstance(value, datetime):
        return {"$at": value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
    raise TypeError(f"{type(value).__name__} is not for events")


def _decode(value):
    if "$dec" in value:
        return Decimal(value["$dec"])
    if "$at" in value:
        return datetime.strptime(value["$at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    return value


def dumps(value):
    return json.dumps(value, default=_encode, sort_keys=True)


def loads(text):
    return json.loads(text, object_hook=_decode)
