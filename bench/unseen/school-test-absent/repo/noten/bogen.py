from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Result:
    name: str
    points: int | None


def zeile(text: str) -> Result:
    name, points = text.rsplit(None, 1)
    return Result(name, int(points))


def lies(lines):
    """Title and results of a score sheet."""
    titel, ergebnisse = None, []
    for line in lines:
        line = line.partition("#")[0].strip()
        if not line:
            continue
        if titel is None:
            titel = line
        else:
            ergebnisse.append(zeile(line))
    return titel, ergebnisse
