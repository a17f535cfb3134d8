import pytest

from auswertung import bericht
from noten.bogen import Result, lies
from noten.statistik import average, missed


def test_7a():
    assert bericht("bogen/7a-bruchrechnung.txt") == "Bruchrechnung 7a: 2 Kinder, Schnitt 16.0"


def test_statistik():
    results = [Result("a", 10), Result("b", None), Result("c", 0)]
    assert average(results) == 5 and missed(results) == ["b"]


def test_typo_stops_the_import():
    with pytest.raises(ValueError):
        lies(["T", "Hans 1o"])
