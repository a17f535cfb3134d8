import json

from pushstats.campaign import Campaign
from pushstats.output import as_json, as_text

CAMPAIGNS = [Campaign("x", "a", 10, 5, 1), Campaign("y", "a", 10, 1, 1)]


def test_text():
    assert as_text(CAMPAIGNS).splitlines()[-1] == "template a         30.0%   60.0%"


def test_json():
    assert json.loads(as_json(CAMPAIGNS))["templates"] == [{"template": "a", "open_rate": 0.3, "tap_rate": 0.6}]
