from tilecache.areas import keys
from tilecache.render import render
from tilecache.store import TileStore
from tilecache.warm import warm


def test_warm_counts_and_fills():
    store = TileStore(render)
    expected = list(keys("lagoon", 3))
    assert warm(store, "lagoon", 3) == (len(expected), sum(len(render(k)) for k in expected))
    assert all(store.peek(k) == render(k) for k in expected)
    assert store.misses[3] == len(expected)


def test_warm_does_not_render_again():
    calls = []
    store = TileStore(lambda k: calls.append(k) or b"abc")
    assert warm(store, "harbour", 4) == warm(store, "harbour", 4)
    assert len(calls) == len(list(keys("harbour", 4)))
