import pytest

from docshelf.dispatch import call
from docshelf.permissions import Permission, allowed


def test_nothing_is_allowed():
    got = allowed([])
    assert got == Permission.NONE and isinstance(got, Permission)
    assert allowed(iter(())) == Permission.NONE


def test_forbidden():
    assert call("open", "guest-31", document="minutes") == (403, "forbidden")
    assert call("append", "guest-32", document="minutes", line="x") == (403, "forbidden")


def test_groups_still_help():
    assert call("open", "guest-32", document="minutes") == (200, "Present: everybody")


def test_roles_still_count():
    assert allowed(["reader", "owner"]) == Permission(7)
    assert call("append", "nils", document="minutes", line="x")[0] == 200
    with pytest.raises(KeyError):
        allowed(["wizard"])
