import json
from datetime import timedelta

from tapecopy.progress import Progress
from tapecopy.status import as_json, line


def at(total, *samples):
    progress = Progress(total)
    for sample in samples:
        progress.update(*sample)
    return progress


def test_stalled():
    progress = at(1000, (0, 0), (10, 500), (20, 500), (60, 500))
    assert progress.rate == 0 and progress.eta() is None
    assert line(progress) == " 50 %     0.0 MB/s  --:-- left"
    assert json.loads(as_json(progress)) == {"done": 500, "total": 1000, "left": None}


def test_goes_on():
    progress = at(1000, (0, 500), (40, 500))
    progress.update(60, 600)
    assert progress.eta() is not None
    progress.update(80, 800)
    assert progress.eta() == timedelta(seconds=27)


def test_other_times():
    assert at(1000).eta() is None and at(1000, (0, 0)).eta() is None
    assert at(1000, (0, 0), (10, 250)).eta() == timedelta(seconds=30)
    assert at(1000, (0, 0), (10, 1000)).eta() == timedelta(0)
