from pollbox import Box, Poll


def test_write_ins():
    p = Poll("x")
    for a in ("A", "b ", "a"):
        p.vote(a)
    assert p.votes == {"a": 2, "b": 1}
    assert p.leader() == "a"


def test_resume(tmp_path):
    box = Box()
    box.command("vote x yes")
    box.command(f"save {tmp_path}/s.json")
    again = Box()
    again.resume(tmp_path / "s.json")
    again.command("vote x yes")
    assert again.polls["x"].votes == {"yes": 2}
