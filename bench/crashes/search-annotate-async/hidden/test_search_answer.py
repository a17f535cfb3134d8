import asyncio
import json

from docfinder.finder import Finder
from docfinder.server import answer


def ask(line):
    return json.loads(asyncio.run(answer(Finder(), line)))


def test_hits_are_complete():
    assert ask("search tide") == {"hits": [
        {"id": "d1", "title": "Tide tables of the North Sea", "shelf": "N 12"},
        {"id": "d2", "title": "Harbour pilots", "shelf": "N 14"},
        {"id": "d4", "title": "The tide mill", "shelf": "closed stacks"}]}
    assert ask("search knots")["hits"][0]["shelf"] == "on loan"


def test_list_from_finder():
    assert asyncio.run(Finder().search("mills")) == [{"id": "d4", "title": "The tide mill", "shelf": "closed stacks"}]


def test_similar_as_before():
    assert [h["id"] for h in ask("similar d3")["hits"]] == []
    assert ask("similar d2")["hits"][0] == {"id": "d1", "title": "Tide tables of the North Sea", "shelf": "N 12"}
