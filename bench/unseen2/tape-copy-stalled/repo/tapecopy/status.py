from __future__ import annotations

import json
from datetime import timedelta

from .progress import Progress


def clock(span: timedelta | None) -> str:
    if span is None:
        return "--:--"
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return f"{minutes:02d}:{seconds:02d}"


def line(progress: Progress) -> str:
    return (f"{100 * progress.done // progress.total:3d} %  {progress.rate / 1e6:6.1f} MB/s  "
            f"{clock(progress.eta())} left")


def as_json(progress: Progress) -> str:
    """For the web view."""
    eta = progress.eta()
    return json.dumps({"done": progress.done, "total": progress.total,
                       "left": None if eta is None else eta.total_seconds()})
