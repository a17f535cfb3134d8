from pollbox import Box, Poll


def test_restart():
    box = Box()
    box.resume("snapshot.json")
    for a in ("tacos", "Ramen", "ramen "):
        box.command("vote lunch " + a)
    assert dict(box.polls["lunch"].votes) == {"tacos": 5, "salad": 4, "ramen": 2}
    assert box.polls["lunch"].leader() == "tacos"


def test_first_write_in_of_a_new_poll():
    p = Poll("n")
    p.vote("x")
    assert dict(p.votes) == {"x": 1}


def test_saved_twice(tmp_path):
    box = Box()
    box.resume("snapshot.json")
    box.command("vote lunch soup")
    box.save(tmp_path / "a.json")
    other = Box()
    other.resume(tmp_path / "a.json")
    other.command("vote lunch stew")
    assert dict(other.polls["lunch"].votes) == {"tacos": 4, "salad": 4, "soup": 1, "stew": 1}
