from pathlib import Path

import pytest

from netflowtap.count import share, talkers
from netflowtap.source import BadHeader, Flow, flows


def test_talkers():
    octets = talkers(sorted(Path("captures").glob("*.flow")))
    assert octets == {"10.0.0.5": 4216, "10.0.0.7": 9880}
    assert round(share(octets)["10.0.0.7"], 1) == 70.1


def test_targets():
    assert talkers([Path("captures/core1.flow")], key=lambda f: f.target) == {"10.0.1.9": 5000, "10.0.2.2": 96}


def test_one_capture():
    assert list(flows("captures/core2.flow")) == [Flow("10.0.0.7", "10.0.3.1", 9000)]


def test_other_version_is_seen_at_once():
    with pytest.raises(BadHeader):
        flows("captures/edge.flow")
    assert talkers([Path("captures/edge.flow"), Path("captures/core2.flow")]) == {"10.0.0.7": 9000}


def test_broken_line(tmp_path):
    path = tmp_path / "x.flow"
    path.write_text("#flow 1\na b 3\na b\n")
    with pytest.raises(ValueError):
        list(flows(path))


def test_empty(tmp_path):
    path = tmp_path / "x.flow"
    path.write_text("#flow 1\n")
    assert list(flows(path)) == [] and talkers([path]) == {} and share({}) == {}
