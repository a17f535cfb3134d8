import json


class BadParcel(ValueError):
    pass


def parcels(lines):
    """The parcels of the shop's queue, one JSON object a line. Values are in cents."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parcel = json.loads(line)
        if not parcel.get("goods"):
            raise BadParcel(f"line {number}: nothing in it")
        if any(item["value"] < 0 for item in parcel["goods"]):
            raise BadParcel(f"line {number}: negative value")
        yield parcel
