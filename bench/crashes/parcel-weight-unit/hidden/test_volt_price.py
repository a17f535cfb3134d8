from decimal import Decimal

from dispatchdesk.carriers import CARRIERS
from dispatchdesk.parcel import Parcel
from dispatchdesk.quote import quote


def test_step_prices():
    volt = CARRIERS["volt"]
    for grams, fee in ((300, "2.40"), (5000, "2.40"), (5001, "4.80"), (12500, "7.20")):
        assert volt.price(Parcel("A", grams, 100, "x")) == Decimal(fee), grams


def test_long_parcel_surcharge():
    assert CARRIERS["volt"].price(Parcel("A", 5001, 1001, "x")) == Decimal("10.80")


def test_whole_quote():
    order = {"reference": "R", "to": "x", "items": [{"grams": 6000, "longest_mm": 10}]}
    assert quote(order) == {"harbor": "14.90", "north": "8.30", "volt": "4.80"}
