from pathlib import Path

from .readings import plausible, read
from .summary import summarise


def line(name, summary):
    if summary is None:
        return f"{name:<10} silent"
    return f"{name:<10} {summary.count:3} readings, mean {summary.mean:.1f}, peak {summary.peak.cm} at {summary.peak.time}"


def report(folder):
    """A line for every gauge of a day's folder."""
    return [line(path.stem, summarise(plausible(read(path)))) for path in sorted(Path(folder).glob("*.csv"))]
