from lobbyhub import Hub


def make():
    hub = Hub(clock=lambda: hub.now)
    hub.now = 0
    return hub


def test_several_rooms():
    hub = make()
    for room, nick in (("tea", "a"), ("tea", "b"), ("chess", "c"), ("go", "d"), ("tea", "e")):
        hub.join(room, nick)
    hub.now = 20
    hub.touch("tea", "b")
    hub.touch("go", "d")
    for nick in "abcde":
        hub.fetch(nick)
    hub.now = 40
    assert hub.sweep() == 3
    assert {r: list(m) for r, m in hub.rooms.items()} == {"tea": ["b"], "go": ["d"]}
    assert hub.fetch("b") == ["[tea] a left", "[tea] e left"]
    assert hub.fetch("d") == []


def test_all_gone():
    hub = make()
    hub.join("x", "a")
    hub.join("x", "b")
    hub.join("y", "a")
    hub.now = 31
    assert hub.sweep() == 3 and hub.rooms == {} and hub.sweep() == 0


def test_limit_is_more_than_idle():
    hub = make()
    hub.join("x", "a")
    hub.now = 30
    assert hub.sweep() == 0
