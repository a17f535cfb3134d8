import pytest

from boxoffice.dispatch import handle
from boxoffice.errors import Conflict
from boxoffice.hall import Hall


def test_sold_once():
    hall = Hall()
    hall.sell("A1", "kim")
    hall.sell("A1", "kim")
    with pytest.raises(Conflict):
        hall.sell("A1", "lee")
    assert hall.owner("A1") == "kim"


def test_statuses():
    hall = Hall()
    assert handle(hall, "POST", "/seats/A1", "kim") == (201, "A1 for kim")
    assert handle(hall, "POST", "/seats/A1", "lee")[0] == 409
    assert handle(hall, "GET", "/seats/Z9")[0] == 404
    assert handle(hall, "GET", "/seats/A2") == (200, "free")
