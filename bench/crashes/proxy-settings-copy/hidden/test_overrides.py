import pytest

from flagserver.app import App
from flagserver.flags import Flags


def test_copy_has_the_overrides_and_the_original_has_not():
    flags = Flags({"a": 1, "limits": {"seats": 3}})
    other = flags.with_overrides(a=2)
    assert (flags.a, other.a) == (1, 2)
    assert other.names() == flags.names() == ["a", "limits"]
    other.limits["seats"] = 99
    assert flags.limits == {"seats": 3}


def test_copies_of_copies():
    flags = Flags({"a": 1})
    assert flags.with_overrides(b=2).with_overrides(c=3).names() == ["a", "b", "c"]


def test_unknown_stays_an_error():
    other = Flags({"a": 1}).with_overrides(b=2)
    with pytest.raises(AttributeError, match="no flag named zzz"):
        other.zzz
    assert not hasattr(other, "zzz")


def test_tenant():
    app = App(Flags.load("flags.json"))
    assert app.view("acme") == {"dark_mode": True, "limits": {"projects": 3, "seats": 20}, "new_checkout": True}
    assert app.view("globex")["limits"] == {"projects": 1, "seats": 5}
    assert app.view(None)["new_checkout"] is False
