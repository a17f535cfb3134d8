import json

from mailstats.campaign import Campaign
from mailstats.output import as_json, as_text
from mailstats.reader import read


def test_may():
    lines = as_text(read("events/may.ndjson")).splitlines()
    assert [line.split()[-2:] for line in lines] == [
        ["30.0%", "20.0%"], ["10.0%", "0.0%"], ["0.0%", "-"], ["13.3%", "10.0%"]]


def test_json():
    got = json.loads(as_json([Campaign("a", 3), Campaign("b"), Campaign("c", 4, 2, 0)]))
    assert [(row["open_rate"], row["click_rate"]) for row in got] == [(0.0, None), (None, None), (0.5, 0.0)]


def test_rates():
    assert Campaign("a", 10, 4, 2).click_rate == 0.5
    assert Campaign("a", 10, 4).click_rate == 0.0
    assert Campaign("a", 10).click_rate is None


def test_nothing_opened_at_all():
    assert as_text([Campaign("a", 10)]).splitlines()[-1].split() == ["average", "0.0%", "-"]
