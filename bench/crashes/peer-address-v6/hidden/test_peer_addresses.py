import pytest

from gossipd.node import Node
from gossipd.seeds import load_seeds


def test_seed_file():
    node = Node(("::1", 0))
    for seed in load_seeds("seeds.txt"):
        node.add_peer(seed)
    assert [(p.host, p.port) for p in node.peers] == [
        ("10.8.0.4", 7946), ("fd00:8::5", 7946), ("10.8.0.6", 7947)]


def test_v6_peer_is_kept_once():
    node = Node(("::1", 0))
    assert node.add_peer("[fe80::1]:5") is node.add_peer("[fe80::1]:5")
    assert node.add_peer("[fe80::1]:6") is not node.peers[0]


def test_nonsense_is_still_refused():
    for text in ("no-port", "host:port"):
        with pytest.raises(ValueError):
            Node(("::1", 0)).add_peer(text)
