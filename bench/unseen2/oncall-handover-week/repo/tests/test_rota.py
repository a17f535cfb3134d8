from datetime import date

import pytest

from oncall.api import get
from oncall.rota import NotYet, Person, Rota

ROTA = Rota(date(2024, 1, 1), [Person("a", "1"), Person("b", "2"), Person("c", "3")])


def test_on_call():
    assert [ROTA.on_call(date(2024, 1, d)).name for d in (1, 7, 8, 15, 21, 22)] == list("aabcca")


def test_handover():
    change = ROTA.handover(date(2024, 1, 3))
    assert (change.moment.isoformat(), change.leaves.name, change.comes.name) == ("2024-01-08T09:00:00", "a", "b")


def test_before():
    with pytest.raises(NotYet):
        ROTA.on_call(date(2023, 12, 31))
    assert get(ROTA, "/handover?day=2023-12-31")[0] == 404
    assert get(ROTA, "/handover")[0] == 400
