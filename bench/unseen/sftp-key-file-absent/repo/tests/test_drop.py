from dropbote.drop import drop_all
from dropbote.settings import Settings, from_environ


def test_settings(tmp_path):
    (tmp_path / "t").write_text("abc\n")
    assert from_environ({"PARTNER_TOKEN_FILE": str(tmp_path / "t")}).token == "abc"


def test_drop():
    sent = []
    assert list(drop_all(Settings("http://x", "t"), "outbox", sent.append)) == ["batch-17.txt"]
    assert sent[0].get_header("Authorization") == "Bearer t"
