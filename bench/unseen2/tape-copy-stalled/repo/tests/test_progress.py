from datetime import timedelta

from tapecopy.progress import Progress
from tapecopy.status import clock, line


def test_line():
    progress = Progress(1000_000_000)
    assert line(progress) == "  0 %     0.0 MB/s  --:-- left"
    progress.update(0, 0)
    progress.update(10, 100_000_000)
    assert line(progress) == " 10 %    10.0 MB/s  01:30 left"


def test_window():
    progress = Progress(1000, window=10)
    for moment, done in ((0, 0), (10, 10), (20, 110)):
        progress.update(moment, done)
    assert progress.rate == 10.0


def test_clock():
    assert clock(timedelta(hours=2, seconds=5)) == "120:05"
