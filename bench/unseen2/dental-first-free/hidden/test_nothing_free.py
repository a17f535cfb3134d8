from datetime import datetime, timedelta

import pytest

from dental.desk import command
from dental.practice import NotFree, Practice, Slot


@pytest.fixture
def practice():
    return Practice.load("plan.json")


def test_desk(practice):
    assert command(practice, "first dr-moss") == "dr-moss Mon 07.10. 09:00-09:30"
    command(practice, "take dr-moss 2024-10-07T09:00")
    assert command(practice, "first dr-moss") == "nothing free"
    assert command(practice, "first *") == "dr-ilves Mon 07.10. 16:30-17:00"
    assert command(practice, "list dr-moss") == "nothing free"


def test_nobody():
    assert Practice(["a", "b"], []).earliest_anywhere() is None
    assert Practice([], []).earliest_anywhere() is None
    assert Practice(["a"], []).earliest("a") is None


def test_all_taken(practice):
    for slot in list(practice.slots):
        practice.take(slot.dentist, slot.start)
    assert command(practice, "first *") == "nothing free"


def test_earliest():
    slots = [Slot(d, datetime(2024, 1, day), timedelta(minutes=5)) for d, day in (("b", 3), ("c", 2), ("b", 1))]
    practice = Practice(["a", "b", "c"], slots)
    assert practice.earliest("b") == slots[2] and practice.earliest_anywhere() == slots[2]
    with pytest.raises(NotFree):
        practice.take("c", datetime(2024, 1, 9))
