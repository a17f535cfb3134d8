from fanout import topics
from fanout.segments import Segments


def test_append(tmp_path):
    with Segments(tmp_path) as segments:
        segments.open(["a", "b"]).append("a", "1")
    assert (tmp_path / "a.log").read_text() == "1\n"
    assert (tmp_path / "b.log").read_text() == ""
    assert segments.files["a"].closed


def test_topics(tmp_path):
    (tmp_path / "t").write_text("# all\na\n\nb # second\n")
    assert topics.read(tmp_path / "t") == ["a", "b"]
