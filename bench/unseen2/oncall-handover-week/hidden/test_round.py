from datetime import date, timedelta

import pytest

from oncall.api import get
from oncall.rota import NotYet, Person, Rota


def test_last_week():
    assert get(Rota.load("rota.json"), "/handover?day=2024-11-27") == (
        200, {"at": "2024-12-02T09:00:00", "from": "Tilde", "to": "Aiko", "phone": "+49 40 555 01"})


def test_whoever_comes_is_on_call_then():
    rota = Rota(date(2024, 1, 1), [Person(n, n) for n in "abc"])
    for n in range(60):
        day = date(2024, 1, 1) + timedelta(days=n)
        change = rota.handover(day)
        assert change.leaves == rota.on_call(day) and change.comes == rota.on_call(change.moment.date())
        assert 0 < (change.moment.date() - day).days <= 7


def test_alone():
    rota = Rota(date(2024, 1, 1), [Person("a", "1")])
    assert rota.handover(date(2024, 1, 9)).comes.name == "a"


def test_before_the_start():
    with pytest.raises(NotYet):
        Rota.load("rota.json").handover(date(2024, 11, 3))
