"""Delivery zones by outward code."""
import csv
from dataclasses import dataclass


@dataclass(frozen=True)
class Zone:
    name: str
    base_pence: int
    per_kilo_pence: int
    days: int


def outward(postcode):
    """The first half of a postcode: 'EH1 2NG' -> 'EH1'. Leaves an outward code as it is."""
    compact = "".join(postcode.split()).upper()
    return compact[:-3] if len(compact) > 4 else compact


class ZoneMap:
    def __init__(self):
        self._by_code = {}

    @classmethod
    def from_csv(cls, path):
        zones = cls()
        with open(path, newline="") as fp:
            for row in csv.DictReader(fp):
                zones.add(row["code"], Zone(row["zone"], int(row["base_pence"]),
                                            int(row["per_kilo_pence"]), int(row["days"])))
        return zones

    def add(self, code, zone):
        self._by_code[outward(code)] = zone

    def __len__(self):
        return len(self._by_code)

    def __contains__(self, postcode):
        return outward(postcode) in self._by_code

    def zone_for(self, postcode):
        return self._by_code.get(postcode.partition(" ")[0])
