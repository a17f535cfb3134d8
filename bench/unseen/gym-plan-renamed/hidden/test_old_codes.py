import pytest

from stemmwerk.billing import run
from stemmwerk.catalog import Plan, UnknownPlan, find_plan, load
from stemmwerk.members import Member, read


def test_september():
    debits = run(read("data/members.csv"), load("data/plans.toml"), "2024-09")
    assert [(d.cents, d.text) for d in debits] == [(3690, "Medium 2024-09"), (5490, "Large 2024-09")]


def test_every_old_code():
    catalog = load("data/plans.toml")
    assert [find_plan(catalog, c).code for c in ("BASIC", "BASIC+", "VIP", "S")] == ["S", "M", "L", "S"]


def test_unknown_still_is():
    with pytest.raises(UnknownPlan):
        find_plan([Plan("S", 1, "s")], "XXL")
    assert run([Member(1, "a", "X", "XXL")], [Plan("S", 1, "s")], "m") == []
