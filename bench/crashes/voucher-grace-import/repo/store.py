import json
from datetime import date


def load(path):
    with open(path, encoding="utf-8") as fh:
        raw = json.load(fh)
    for voucher in raw.values():
        voucher["expires"] = date.fromisoformat(voucher["expires"])
    return raw


def dump(vouchers):
    return json.dumps(vouchers, default=date.isoformat, indent=1)
