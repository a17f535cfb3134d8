import json
import pathlib

from taskboard.model import Board, Card, Checklist

DATA = pathlib.Path(__file__).parent.parent / "boards.json"


def load(number, path=DATA):
    raw = json.loads(path.read_text())[str(number)]
    return Board(raw["title"], [
        Checklist(name, [Card(title.lstrip("*"), title.startswith("*")) for title in titles])
        for name, titles in raw["checklists"].items()
    ])
