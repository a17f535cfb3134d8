from decimal import Decimal

from dispatchdesk.carriers import CARRIERS
from dispatchdesk.parcel import Parcel


def parcel(grams, longest=200):
    return Parcel("X-1", grams / 1000, longest, "Oslo")


def test_north_charges_by_the_kilogram():
    assert CARRIERS["north"].price(parcel(2500)) == Decimal("5.50")


def test_harbor_flat_until_limit():
    assert CARRIERS["harbor"].price(parcel(20000)) == Decimal("14.90")
    assert CARRIERS["harbor"].price(parcel(21000)) == Decimal("16.00")


def test_parcel_sums_items():
    p = Parcel.from_order({"reference": "A", "to": "B", "items": [
        {"grams": 100, "longest_mm": 10, "count": 3}, {"grams": 50, "longest_mm": 30}]})
    assert (p.weight_kg, p.longest_mm) == (0.35, 30)
