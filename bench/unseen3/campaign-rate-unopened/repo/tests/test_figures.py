from mailstats.campaign import Campaign
from mailstats.figures import average, ratio
from mailstats.output import as_text


def test_ratio():
    assert ratio(1, 4) == 0.25
    assert ratio(0, 0) is None


def test_average():
    assert average([0.5, None, 0.0]) == 0.25
    assert average([]) is None


def test_text():
    assert as_text([Campaign("a", 10, 5, 1)]).splitlines()[0] == "a                    10   50.0%   20.0%"
