from intake import intake
from leadintake.fields import tidy
from leadintake.sources import from_csv, from_json


def test_forms():
    assert intake("forms") == {
        "lotta@brandt.example": {"name": "Lotta Brandt", "email": "lotta@brandt.example", "company": "Brandt GmbH",
                                 "source": "fair"},
        "piet@devos.example": {"name": "Piet de Vos", "email": "piet@devos.example", "source": "fair"},
        "hana@sato.example": {"name": "Hana Sato", "email": "hana@sato.example", "phone": "+81 3 5555 0100",
                              "source": "website"}}


def test_in_place():
    lead = {" Name ": " A ", "MAIL": "a@b", "age": 7, "note": None, "Telephone": "1"}
    tidy(lead)
    assert lead == {"name": "A", "email": "a@b", "age": 7, "note": None, "phone": "1"}


def test_nothing_to_do():
    lead = {"name": "A", "email": "x"}
    tidy(lead)
    assert lead == {"name": "A", "email": "x"}
    empty = {}
    tidy(empty)
    assert empty == {}


def test_readers():
    assert len(from_csv("forms/fair.csv")) == 2
    assert [sorted(lead) for lead in from_json("forms/website.json")] == [
        ["email", "name", "phone", "source"], ["name", "phone", "source"]]
