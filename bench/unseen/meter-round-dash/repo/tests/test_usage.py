from abrechnung import bill
from zaehler.runde import read
from zaehler.usage import total


def test_august():
    assert bill("runde/nord-08.txt").endswith("sum          37 m3")


def test_total():
    assert total(read(["T", "a 1 3", "b 5 5"])[1]) == 2
