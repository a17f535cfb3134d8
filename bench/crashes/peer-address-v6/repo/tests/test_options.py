import pytest

from gossipd.node import Node
from gossipd.options import parse_listen


@pytest.mark.parametrize("text,expected", [
    ("10.0.0.1:80", ("10.0.0.1", 80)),
    ("[::1]:7946", ("::1", 7946)),
    ("node-3.local:1", ("node-3.local", 1)),
])
def test_listen(text, expected):
    assert parse_listen(text) == expected


def test_listen_needs_host():
    with pytest.raises(ValueError):
        parse_listen(":80")


def test_peer_is_kept_once():
    node = Node(("127.0.0.1", 0))
    assert node.add_peer("10.8.0.4:7946") is node.add_peer("10.8.0.4:7946")
    assert len(node.peers) == 1
