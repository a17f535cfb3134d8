import pytest

from auswertung import bericht
from noten.bogen import Result, lies


def test_7b():
    assert bericht("bogen/7b-bruchrechnung.txt") == (
        "Bruchrechnung 7b: 5 Kinder, Schnitt 9.8\nnachschreiben: Carla")


def test_absent():
    assert lies(["T", "A B -", "C 3 # x"]) == ("T", [Result("A B", None), Result("C", 3)])


def test_typo():
    for bad in ("x", "1o", "--", "3,5"):
        with pytest.raises(ValueError):
            lies(["T", f"Hans {bad}"])
