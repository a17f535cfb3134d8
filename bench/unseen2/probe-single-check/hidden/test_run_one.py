from pathlib import Path

import pytest

from probekit import plugins
from probekit.runner import Result, Runner, UnknownCheck


def runner(**checks):
    return Runner(checks, {"a": {"n": "7"}})


def test_both_shapes():
    r = runner(a=lambda s: (True, s["n"], {"n": 7}), b=lambda s: (False, "x"))
    assert r.run_one("a") == Result("a", True, "7", {"n": 7})
    assert r.run_one("b") == Result("b", False, "x", {})


def test_same_as_all():
    r = Runner(plugins.load(Path("plugins")), plugins.settings("probe.ini"))
    assert r.run_all() == [r.run_one("greeting"), r.run_one("spool")]
    assert r.run_one("spool").metrics == {"waiting": 3, "load": 0.6}


def test_exceptions():
    def broken(settings):
        raise OSError("no disk")
    r = runner(a=broken)
    with pytest.raises(OSError):
        r.run_one("a")
    assert r.run_all()[0].ok is False
    with pytest.raises(UnknownCheck):
        r.run_one("zz")


def test_wrong_shape():
    with pytest.raises((ValueError, TypeError)):
        runner(a=lambda s: (True,)).run_one("a")
