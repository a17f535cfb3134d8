import pytest

from docshelf.dispatch import call
from docshelf.permissions import Permission, allowed, group_mask


@pytest.mark.parametrize("roles, mask", [
    (["reader"], Permission.READ),
    (["reader", "editor"], Permission.READ | Permission.WRITE),
])
def test_allowed(roles, mask):
    assert allowed(roles) == mask


def test_group_without_roles():
    assert group_mask("alumni") is Permission.NONE


def test_call():
    assert call("open", "nils", document="minutes") == (200, "Present: everybody")
    assert call("append", "vera", document="minutes", line="x")[0] == 200
