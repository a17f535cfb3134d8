import os

from export.check import problems
from export.daily import export


def test_empty_day(tmp_path):
    export("data/sessions.json", "2024-05-02", str(tmp_path))
    assert os.listdir(tmp_path) == ["cdr-2024-05-02.csv"]
    text = (tmp_path / "cdr-2024-05-02.csv").read_text()
    assert text == "session;point;begin;kwh\n"
    assert list(problems(text)) == []


def test_other_days(tmp_path):
    export("data/sessions.json", "2024-05-01", str(tmp_path))
    with open("sample/cdr-2024-05-01.csv") as want:
        assert (tmp_path / "cdr-2024-05-01.csv").read_text() == want.read()
