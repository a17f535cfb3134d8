from datetime import date

import pytest

from clubsignup.errors import Conflict, Rejected
from clubsignup.forms import member_form
from clubsignup.members import Members

TODAY = date(2024, 9, 1)


def test_sixteen_on_the_day():
    assert member_form({"mail": "a@b.de", "born": "2008-09-01"}, TODAY)["born"] == date(2008, 9, 1)


@pytest.mark.parametrize("data,field", [
    ({"mail": "a@b.de", "born": "2008-09-02"}, "born"),
    ({"mail": "a@b.de", "born": "yesterday"}, "born"),
    ({"mail": "a@b.de"}, "born"),
    ({"born": "1990-01-01"}, "mail"),
])
def test_rejected(data, field):
    with pytest.raises(Rejected) as caught:
        member_form(data, TODAY)
    assert caught.value.field == field


def test_twice():
    members = Members()
    members.add({"mail": "a@b.de"})
    with pytest.raises(Conflict):
        members.add({"mail": "a@b.de"})
