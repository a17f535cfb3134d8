from decimal import Decimal

from billing import amounts
from billing.invoice import Invoice


def test_is_a_decimal_of_cents():
    got = amounts.rebate(Decimal("1942.20"), "school-12")
    assert got == Decimal("291.33") and isinstance(got, Decimal)


def test_half_up_at_the_cent():
    # 0.15 * 0.70 = 0.105 and 0.075 * 0.20 = 0.015 exactly; a binary float would fall below or above
    assert amounts.rebate(Decimal("0.70"), "school-12") == Decimal("0.11")
    assert amounts.rebate(Decimal("0.20"), "club-3") == Decimal("0.02")
    assert amounts.rebate(Decimal("4.10"), "school-12") == Decimal("0.62")
    assert amounts.rebate(Decimal("2.30"), "school-12") == Decimal("0.35")


def test_large():
    assert amounts.rebate(Decimal("12345678901234567.80"), "club-3") == Decimal("925925917592592.59")


def test_total():
    invoice = Invoice("school-12", [["chair", 30, "19.99"], ["desk", 15, "89.50"]])
    assert invoice.total == Decimal("1964.54")
    assert str(invoice.rebate) == "291.33"


def test_others():
    assert amounts.rebate(Decimal("5"), "walk-in") == Decimal("0.00")
