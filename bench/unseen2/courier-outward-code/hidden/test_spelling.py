import pytest

from ridge.api import handle
from ridge.zones import ZoneMap


@pytest.fixture
def zones():
    return ZoneMap.from_csv("data/zones.csv")


@pytest.mark.parametrize("text", ["KW17 2AB", "kw17 2ab", "KW172AB", " kw17  2ab "])
def test_as_they_like(zones, text):
    assert handle(zones, {"id": "a", "postcode": text, "grams": 400}) == {
        "id": "a", "status": 200, "pence": 1450, "days": 5}


def test_letters_at_the_end(zones):
    assert handle(zones, {"id": "b", "postcode": "ec1a1bb", "grams": 2000})["pence"] == 675


def test_same_for_all_spellings(zones):
    answers = [handle(zones, {"id": "d", "postcode": text, "grams": 1}) for text in ("ze10aa", "ZE1 0AA", "ze1")]
    assert answers[0] == answers[1] == answers[2] and answers[0]["pence"] == 1755


def test_nowhere(zones):
    assert handle(zones, {"id": "c", "postcode": "zz99 9zz", "grams": 400})["status"] == 422
    assert handle(zones, {"id": "c", "postcode": "eh12 9zz", "grams": 400})["status"] == 422
