from lines import PARSERS
from rollup import rollup


def test_log_of_the_day():
    with open("var/access.log") as fp:
        hits, bad, skipped = rollup(fp, PARSERS["access"])
    assert hits == {"/shop": 2, "/shop/cart": 1}
    assert bad == {"/shop/cart": 1}
    assert skipped == 1


def test_all_skipped():
    assert rollup(["", "x\n", '- "" 400\n'], PARSERS["access"]) == ({}, {}, 3)
