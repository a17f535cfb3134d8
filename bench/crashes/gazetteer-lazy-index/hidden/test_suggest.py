import json

import pytest

from gazetteer import Catalogue
from gazetteer.web import Application


def test_suggest_first():
    assert Catalogue("places.tsv").suggest("wey") == ["Weybridge", "Weymouth"]
    assert Catalogue("places.tsv").suggest("we", limit=1) == ["Wells"]
    assert Catalogue("places.tsv").suggest("x") == []


def test_then_find():
    catalogue = Catalogue("places.tsv")
    catalogue.suggest("e")
    assert catalogue.find("wells") == ("Wells", 51.21, -2.65)
    assert len(catalogue) == 4


def test_request():
    said = []
    body = Application("places.tsv")(
        {"PATH_INFO": "/suggest", "QUERY_STRING": "q=wey"}, lambda status, headers: said.append(status))
    assert json.loads(b"".join(body)) == ["Weybridge", "Weymouth"] and said == ["200 OK"]


def test_stays_lazy():
    catalogue = Catalogue("nowhere.tsv")
    with pytest.raises(FileNotFoundError):
        catalogue.suggest("a")
